import { expect, test } from 'bun:test';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolders } from '../../packages/testing/temporary-folder.ts';
import { readDevConfig } from './dev-config.ts';

const newFolder = temporaryFolders('fbrain-dev-config-');

function setup(env?: string): string {
  const root = newFolder();
  if (env !== undefined) writeFileSync(join(root, '.env'), env);
  return root;
}

test('the first start makes a token that only its owner can read, and later starts keep it', () => {
  const root = setup();
  const { token } = readDevConfig({}, root);
  expect(token.length).toBeGreaterThanOrEqual(32);
  expect(readDevConfig({}, root).token).toBe(token);
  expect(readFileSync(join(root, '.dev', 'token'), 'utf8').trim()).toBe(token);
  expect(statSync(join(root, '.dev', 'token')).mode & 0o777).toBe(0o600);
});

test('a broken .env is named with its line', () => {
  const root = setup('# fine\nexport A=1\n\nB = "x y"\nthis is not it\n');
  expect(() => readDevConfig({}, root)).toThrow(/Line 5 of .*\.env is not of the form NAME=value: "this is not it"/);
});

test('a port that is no port is refused', () => {
  expect(() => readDevConfig({ API_PORT: '99999' }, setup())).toThrow('API_PORT must be a port number');
});

test('secrets can be given as files', () => {
  const root = setup();
  writeFileSync(join(root, 'secret'), 'amqp://there\n');
  expect(readDevConfig({ RABBITMQ_URL_FILE: join(root, 'secret') }, root).rabbitmqUrl).toBe('amqp://there');
});
