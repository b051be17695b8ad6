import { afterAll, expect, test } from 'bun:test';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProject, newEnvFile } from './system.ts';

const SECRETS = [...readFileSync(join(import.meta.dir, '../../.env.example'), 'utf8').matchAll(/^([A-Z_]+)=$/gm)];
const folder = mkdtempSync(join(tmpdir(), 'fbrain-tls-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each(SECRETS.map(([, name = '']) => name))('without %s nothing starts, and the message names it', async (name) => {
  const { err, code } = await createProject('missing', newEnvFile({ [name]: undefined })).compose('config', '--quiet');
  expect(code).not.toBe(0);
  expect(err).toContain(`${name} is missing; run sh ops/invent-secrets.sh`);
});

test('a certificate without its key, or out of reach, stops Nginx with a sentence', async () => {
  writeFileSync(join(folder, 'tls.crt'), 'no certificate');
  const project = createProject('no-key', newEnvFile({ TLS_DIR: folder }));
  const start = () => project.compose('run', '--rm', '--no-deps', 'nginx');
  const closed = await start();
  chmodSync(folder, 0o755);
  const without = await start();
  await project.succeed('down', '--volumes');
  expect(closed.out + closed.err).toContain('/etc/fbrain/tls is closed to user');
  expect(without.out + without.err).toContain('HTTPS needs a certificate and its key');
  expect([closed.code, without.code]).toEqual([1, 1]);
});

test('a setting that is wrong stops the service with its name', async () => {
  const project = createProject('wrong', newEnvFile({ LOG_LEVEL: 'loud' }));
  const { out, err, code } = await project.compose('run', '--rm', '--no-deps', 'worker');
  await project.succeed('down', '--volumes');
  expect(out + err).toContain('LOG_LEVEL must be one of');
  expect(code).not.toBe(0);
});
