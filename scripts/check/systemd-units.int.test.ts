import { expect, test } from 'bun:test';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolders } from '../../packages/testing/temporary-folder.ts';
import { PROJECT_DIR } from '../project.ts';

const UNITS_DIR = join(PROJECT_DIR, 'ops/systemd');
/** systemd's own units, which ours are ordered by. */
const SYSTEM_UNITS = '/usr/lib/systemd/system';
/** What the units start, as they are laid out on a host. */
const PROGRAMS = ['opt/fbrain/fbrain-api', 'opt/fbrain/fbrain-worker', 'bin/sh', 'usr/bin/find'];

const newFolder = temporaryFolders('fbrain-systemd-');
const canVerify = Bun.which('systemd-analyze') !== null && existsSync(SYSTEM_UNITS);

test.skipIf(!canVerify)('systemd finds nothing to complain about in the units', () => {
  const root = newFolder();
  for (const path of PROGRAMS) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), '#!/bin/sh\n');
    chmodSync(join(root, path), 0o755);
  }
  cpSync(SYSTEM_UNITS, join(root, SYSTEM_UNITS), { recursive: true, verbatimSymlinks: true });
  cpSync(UNITS_DIR, join(root, 'etc/systemd/system'), { recursive: true });
  const units = readdirSync(UNITS_DIR).map((name) => name.replace('@.', '@1.'));
  const { success, stderr } = Bun.spawnSync(['systemd-analyze', 'verify', '--man=no', `--root=${root}`, ...units]);
  expect([success, stderr.toString()]).toEqual([true, '']);
});
