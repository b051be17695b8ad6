import { expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newScratchFolder, removeScratchFolders } from './scratch-folder.ts';

test('a scratch folder is for its owner alone, and goes with all that is in it', async () => {
  const { path, remove } = newScratchFolder();
  expect(statSync(path).mode & 0o777).toBe(0o700);
  writeFileSync(join(path, 'file'), 'x');
  await remove();
  await remove();
  expect(existsSync(path)).toBe(false);
});

test('a worker that starts removes what killed ones have left, and nothing of those that run', async () => {
  const dead = Bun.spawn(['true']);
  await dead.exited;
  const left = mkdtempSync(join(tmpdir(), `fbrain-task-${dead.pid}-`));
  const used = mkdtempSync(join(tmpdir(), `fbrain-task-${process.ppid}-`));
  removeScratchFolders();
  expect([existsSync(left), existsSync(used)]).toEqual([false, true]);
  rmSync(used, { recursive: true });
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`fbrain-task-${process.pid}-`))).toEqual([]);
});
