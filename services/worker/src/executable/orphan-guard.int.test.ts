import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { eventually } from '@fbrain/testing/eventually';
import { runProgram } from './run-program.ts';

test('programs do not outlive a killed worker, those that have ended are left alone', async () => {
  const script = `
    const { runProgram } = await import(${JSON.stringify(join(import.meta.dir, 'run-program.ts'))});
    const start = (script) => runProgram({
      command: ['/bin/sh', '-c', script], cwd: '/', env: {}, stdin: '', stdoutLimitBytes: 1_000, onStderrLine: () => {},
    });
    const programs = [start('trap "" TERM; sleep 1000; sleep 1000'), start('exit 0'), start('sleep 1000 & wait')];
    await programs[1].exit;
    process.stdout.write(JSON.stringify(programs.map(({ pid }) => pid)));
    setInterval(() => {}, 1_000);`;
  const worker = Bun.spawn([process.execPath, '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const { value } = await worker.stdout.getReader().read();
  const [stubborn = 0, , parent = 0]: number[] = JSON.parse(new TextDecoder().decode(value));
  const isAlive = (group: number) => process.kill(-group, 0);
  expect([isAlive(stubborn), isAlive(parent)]).toEqual([true, true]);
  worker.kill('SIGKILL');
  await eventually(() => {
    for (const group of [stubborn, parent]) expect(() => isAlive(group)).toThrow('ESRCH');
  });
});

test('a guard that is killed takes nothing with it', async () => {
  const run = () =>
    runProgram({ command: ['/bin/echo', '1'], cwd: '/', env: {}, stdin: '', stdoutLimitBytes: 100, onStderrLine() {} })
      .exit;
  await run();
  const found = Bun.spawnSync(['pgrep', '-P', String(process.pid), '-x', 'sh']).stdout.toString();
  const shells = found.split('\n').filter((pid) => pid !== '');
  expect(shells).toHaveLength(1);
  for (const pid of shells) process.kill(Number(pid), 'SIGKILL');
  for (let i = 0; i < 3; i++) expect(await run()).toMatchObject({ code: 0 });
});
