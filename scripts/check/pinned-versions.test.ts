import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLockfile } from '../build/sbom.ts';
import { PROJECT_DIR } from '../project.ts';

const PINNED = /^(\d+\.\d+\.\d+(-[\w.]+)?|workspace:\*)$/;
const lockfile = readLockfile(readFileSync(join(PROJECT_DIR, 'bun.lock'), 'utf8'));

test('every package.json names exact versions', () => {
  for (const path of Object.keys(lockfile.workspaces)) {
    const manifest = JSON.parse(readFileSync(join(PROJECT_DIR, path, 'package.json'), 'utf8'));
    for (const field of ['dependencies', 'devDependencies', 'optionalDependencies']) {
      for (const [name, version] of Object.entries<string>(manifest[field] ?? {})) {
        expect(`${path} ${name} ${version}`).toMatch(new RegExp(`${PINNED.source.slice(1)}`));
      }
    }
  }
});

test('every package of the lockfile has a hash, so that nobody can replace it', () => {
  for (const [place, [id, , , integrity]] of Object.entries(lockfile.packages)) {
    if (id.includes('@workspace:')) continue;
    expect(`${place} ${integrity}`).toMatch(/ sha512-[A-Za-z0-9+/]+=*$/);
  }
});
