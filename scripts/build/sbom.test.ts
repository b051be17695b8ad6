import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_DIR } from '../project.ts';
import { createSbom, readLockfile } from './sbom.ts';

const lockfile = readLockfile(readFileSync(join(PROJECT_DIR, 'bun.lock'), 'utf8'));
const facts = { version: '1.0.0', bunVersion: '1.4.5', licenseOf: () => null };

interface Sbom {
  components: { name: string; version: string; purl: string; hashes?: { content: string }[] }[];
  dependencies: { ref: string; dependsOn: string[] }[];
}
const sbomOf = (...workspaces: string[]) => createSbom(lockfile, workspaces, facts) as Sbom;

test('the bill of materials names what the binaries are made of, and nothing that only builds or tests them', () => {
  const names = sbomOf('services/api', 'services/worker', 'ui').components.map(({ name }) => name);
  for (const name of ['bun', 'postgres', 'amqplib', 'elysia', 'solid-js', 'ajv', 'fast-uri'])
    expect(names).toContain(name);
  for (const name of ['typescript', '@biomejs/biome', 'fast-check', 'bullmq']) expect(names).not.toContain(name);
});

test('every package is pinned by version and hash, and every reference leads to one', () => {
  const { components, dependencies } = sbomOf('services/api', 'services/worker', 'ui');
  for (const { name, version, purl, hashes } of components) {
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
    expect(purl).toStartWith('pkg:npm/');
    if (name !== 'bun') expect({ name, bits: (hashes?.[0]?.content.length ?? 0) * 4 }).toEqual({ name, bits: 512 });
  }
  const purls = new Set(components.map(({ purl }) => purl));
  for (const { dependsOn } of dependencies) for (const target of dependsOn) expect(purls).toContain(target);
});

test('a package that is nested in another is the one that is meant', () => {
  const packages = {
    a: ['a@1.0.0', '', { dependencies: { b: '^1.0.0' } }, 'sha512-AA=='],
    'a/b': ['b@1.5.0', '', {}, 'sha512-AA=='],
    b: ['b@2.0.0', '', {}, 'sha512-AA=='],
  } as never;
  const nested = { workspaces: { app: { name: 'app', dependencies: { a: '1.0.0', b: '2.0.0' } } }, packages };
  const { components } = createSbom(nested, ['app'], facts) as Sbom;
  expect(components.map(({ purl }) => purl)).toEqual([
    'pkg:npm/a@1.0.0',
    'pkg:npm/b@1.5.0',
    'pkg:npm/b@2.0.0',
    'pkg:npm/bun@1.4.5',
  ]);
});
