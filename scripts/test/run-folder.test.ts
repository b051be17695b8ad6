import { expect, test } from 'bun:test';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolders } from '../../packages/testing/temporary-folder.ts';
import { newRunFolder } from './run-folder.ts';

const newParent = temporaryFolders('fbrain-run-folder-');

test.skipIf(process.platform !== 'linux')('what the tests started and left running ends with the run', async () => {
  const folder = newRunFolder(newParent());
  const left = Bun.spawn(['sleep', '60'], { env: { PATH: '/usr/bin:/bin', ...folder.env }, detached: true });
  folder.remove();
  expect(await left.exited).not.toBe(0);
  expect(left.signalCode).toBe('SIGKILL');
});

test('the folder of a killed run is cleared away by the next run, that of a living one is kept', () => {
  const parent = newParent();
  mkdirSync(join(parent, 'test-killed'));
  const living = newRunFolder(parent);
  const next = newRunFolder(parent);
  expect(existsSync(join(parent, 'test-killed'))).toBe(false);
  expect(existsSync(living.dir)).toBe(true);
  next.remove();
  living.remove();
});
