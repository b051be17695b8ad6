import { expect, test } from 'bun:test';
import { readHttpTask } from './read-http-task.ts';

const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const ENV = { SECRET, TOKEN: 'Bearer abc', WEAK: 'letmein', BROKEN: 'a\r\nb' };

const read = (http: object, fields: object = {}) => readHttpTask('a.task.json', { name: 'a', http, ...fields }, ENV);

test('a manifest with a URL is enough: POST, a minute, a slot among the shared ones', () => {
  const { definition, url, method, headers, keys, successStatus } = read({ url: 'https://example.com/work' });
  expect({ url: url.href, method, headers, keys, successStatus }).toEqual({
    url: 'https://example.com/work',
    method: 'POST',
    headers: {},
    keys: [],
    successStatus: null,
  });
  expect(definition).toMatchObject({ kind: 'http', isolation: 'shared', timeoutMs: 60_000, source: 'a.task.json' });
});

test('headers and secrets come from variables that the operator lists', () => {
  const { headers, keys } = read({
    url: 'https://example.com',
    headers: { Authorization: { env: 'TOKEN' }, 'X-Plain': 'yes' },
    secretEnv: 'SECRET',
  });
  expect(headers).toEqual({ authorization: 'Bearer abc', 'x-plain': 'yes' });
  expect(keys).toEqual([Buffer.alloc(32, 1)]);
});

test.each([
  [{}, '/http/url is required'],
  [{ url: 'ftp://example.com' }, '/http/url must begin with http:// or https://'],
  [{ url: 'https://me:word@example.com' }, '/http/url must not hold a user or password'],
  [{ url: 'https://example.com', metod: 'PUT' }, '/http/metod is not a known property'],
  [{ url: 'https://example.com', method: 'CONNECT' }, '/http/method must'],
  [{ url: 'https://example.com', successStatus: [99] }, '/http/successStatus/0 must'],
  [{ url: 'https://example.com', headers: { Host: 'internal' } }, '/http/headers/Host is set by F_BRAIN itself'],
  [{ url: 'https://example.com', headers: { 'webhook-id': 'x' } }, 'is set by F_BRAIN itself'],
  [{ url: 'https://example.com', headers: { 'a b': 'x' } }, 'a b'],
  [{ url: 'https://example.com', headers: { a: 'x\r\nb: y' } }, '/http/headers/a must'],
  [{ url: 'https://example.com', headers: { a: { env: 'BROKEN' } } }, 'has characters that a header cannot hold'],
  [
    { url: 'https://example.com', headers: { a: { env: 'PASSWORD' } } },
    'not set for this worker or not listed in TASK_ENV',
  ],
  [
    { url: 'https://example.com', secretEnv: 'NOWHERE' },
    /^\/http\/secretEnv names the variable NOWHERE, which is not set for this worker or not listed in TASK_ENV$/,
  ],
  [{ url: 'https://example.com', secretEnv: 'WEAK' }, '/http/secretEnv names WEAK, which must hold one or two secrets'],
])('the manifest %j is refused with a sentence', (http, message) => {
  expect(() => read(http)).toThrow(message);
  expect(() => read(http)).not.toThrow('letmein');
});

test('a task is a program or a URL, not both', () => {
  expect(() => read({ url: 'https://example.com' }, { command: ['./a.sh'] })).toThrow(
    '/command is not a known property',
  );
});
