import { expect, test } from 'bun:test';
import { limitedCommand, type ProgramLimits } from './limited-command.ts';

const run = (limits: ProgramLimits, script: string) => {
  const { stdout, signalCode, exitCode } = Bun.spawnSync(limitedCommand(['/bin/sh', '-c', script], limits), {
    cwd: '/tmp',
  });
  return { text: stdout.toString().trim(), isEnded: exitCode !== 0 || signalCode !== undefined };
};

test('without limits the command stays as it is', () => {
  expect(limitedCommand(['/bin/true', 'a b'], {})).toEqual(['/bin/true', 'a b']);
});

test('a program sees its limits, and so does what it starts', () => {
  const limits = { memoryMb: 512, openFiles: 32, cpuSeconds: 5 };
  expect(run(limits, 'ulimit -v; ulimit -n; sh -c "ulimit -t"').text).toBe('524288\n32\n5');
});

test('arguments arrive as they are, whatever is in them', () => {
  const { stdout } = Bun.spawnSync(limitedCommand(['/bin/echo', '$(id)', "'; exit 1"], { openFiles: 32 }));
  expect(stdout.toString()).toBe("$(id) '; exit 1\n");
});

test('a program that goes over a limit is ended', () => {
  expect(run({ cpuSeconds: 1 }, 'while :; do :; done').isEnded).toBe(true);
  expect(run({ fileSizeMb: 1 }, 'f=$(mktemp); head -c 3000000 /dev/zero > $f; s=$?; rm $f; exit $s').isEnded).toBe(
    true,
  );
});
