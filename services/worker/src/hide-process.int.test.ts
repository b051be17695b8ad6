import { expect, test } from 'bun:test';
import { join } from 'node:path';

/** Root reads everything, so the test becomes nobody where it can. */
const asNobody = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
const canRun = process.platform === 'linux' && (asNobody.length === 0 || Bun.which('setpriv') !== null);

/** What a program that a process starts finds in the environment of its parent. */
function environmentSeen(isHidden: boolean): string {
  const script = `
    import { hideProcess } from '${join(import.meta.dir, 'hide-process.ts')}';
    ${isHidden ? 'hideProcess();' : ''}
    const child = Bun.spawnSync(['sh', '-c', 'cat /proc/$PPID/environ /proc/$PPID/mem 2>&1 | head -c 100000'], { env: {} });
    process.stdout.write(child.stdout);`;
  const child = Bun.spawnSync([...asNobody, process.execPath, '-e', script], {
    env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent', SECRET_KEY: 'correct-horse' },
    cwd: '/',
  });
  return child.stdout.toString();
}

test.skipIf(!canRun)('task code cannot read the environment of its worker', () => {
  expect(environmentSeen(false)).toContain('correct-horse');
  const seen = environmentSeen(true);
  expect(seen).not.toContain('correct-horse');
  expect(seen).toContain('Permission denied');
});
