import { expect, test } from 'bun:test';
import { ConfigError, readConfig, secretsOf } from '../config/read-config.ts';
import { SECRET_KEY_VARIABLES } from './secret-key.ts';

const FIRST = '0123456789abcdef0123456789abcdef';
const SECOND = 'fedcba9876543210fedcba9876543210';
const read = (SECRET_KEY: string) => readConfig(SECRET_KEY_VARIABLES, { SECRET_KEY });

test('one key or several can be given, and the logger learns each of them', () => {
  expect(read(FIRST).secretKeys).toEqual([FIRST]);
  const both = read(`${FIRST}, ${SECOND}`);
  expect(both.secretKeys).toEqual([FIRST, SECOND]);
  expect(secretsOf(SECRET_KEY_VARIABLES, both)).toEqual([FIRST, SECOND]);
});

test('a service without a key says how to make one', () => {
  expect(() => read('')).toThrow(/SECRET_KEY is required.*openssl rand -hex 32/);
});

test.each([
  ['hunter2', 'at least 32 characters'],
  [`${FIRST},hunter2`, 'its key 2 has 7'],
  [`${FIRST},${FIRST}`, 'names the same key twice'],
  [' , ', 'at least 32 characters'],
])('%p is refused without being repeated', (text, problem) => {
  try {
    read(text);
    throw new Error('It was accepted.');
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain(problem);
    expect(String(error)).not.toMatch(/hunter2|fedcba/);
  }
});
