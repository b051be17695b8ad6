import { expect, test } from 'bun:test';
import { join } from 'node:path';

const MODULE = JSON.stringify(join(import.meta.dir, 'bound-garbage.ts'));
/** Tells what it is, after it may have begun anew. */
const PROGRAM = `
  const { boundGarbage } = await import(${MODULE});
  boundGarbage(['-e', process.env.PROGRAM, 'an argument', '--flag']);
  console.log(JSON.stringify({ pid: process.pid, args: process.argv.slice(-2), told: process.env.BUN_JSC_forceRAMSize }));
`;

async function start(env: Record<string, string>) {
  const command = [process.execPath, '-e', PROGRAM, 'an argument', '--flag'];
  const child = Bun.spawn(command, { env: { PROGRAM, ...env }, stdout: 'pipe', stderr: 'pipe' });
  const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  expect(errors).toBe('');
  return { child, said: JSON.parse(output) };
}

test('a worker begins anew with bounded garbage, as the same process with the same arguments', async () => {
  const { child, said } = await start({});
  expect(said).toEqual({ pid: child.pid, args: ['an argument', '--flag'], told: '2000000000' });
  expect(child.exitCode).toBe(0);
});

test('what the operator says about memory stands', async () => {
  const { said } = await start({ BUN_JSC_forceRAMSize: '500000000' });
  expect(said).toMatchObject({ told: '500000000' });
});
