import { describe, expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolders } from '@fbrain/testing/temporary-folder';
import { durationMs, list, oneOf, postgresUrl, text, url, wholeNumber } from './parse.ts';
import { ConfigError, readConfig, secretsOf } from './read-config.ts';
import type { Declarations } from './variable.ts';

const newFolder = temporaryFolders('config-');

const DECLARATIONS = {
  databaseUrl: {
    env: 'DATABASE_URL',
    doc: 'Where the data is.',
    parse: url(['postgres:'], 'postgres://user:password@host/name'),
    secret: true,
  },
  token: { env: 'API_TOKEN', doc: 'Who may call.', parse: text(16), secret: true },
  brokerUrl: { env: 'BROKER_URL', doc: 'Broker.', parse: url(['amqp:'], 'amqp://host'), secret: true, optional: true },
  pool: { env: 'POOL', doc: 'Connections.', parse: wholeNumber(1, 100), default: '10' },
  grace: { env: 'GRACE', doc: 'Wait.', parse: durationMs(0, 60_000), default: '30s' },
  level: { env: 'LEVEL', doc: 'Level.', parse: oneOf(['debug', 'info']), default: 'info' },
  queues: { env: 'QUEUES', doc: 'Queues.', parse: list, default: '*' },
  processes: {
    env: 'PROCESSES',
    doc: 'Processes.',
    parse: wholeNumber(1, 99),
    computed: { doc: '2 x cores', value: () => 4 },
  },
} as const satisfies Declarations;

const GIVEN = { DATABASE_URL: 'postgres://u:secret-word@h/d', API_TOKEN: '0123456789abcdef' };

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(DECLARATIONS, environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

function secretFile(content: string): string {
  const file = join(newFolder(), 'secret');
  writeFileSync(file, content);
  return file;
}

describe('reading the configuration', () => {
  test('what is not given has its default', () => {
    const config = readConfig(DECLARATIONS, GIVEN);
    expect(config).toMatchObject({ pool: 10, grace: 30_000, level: 'info', queues: ['*'], processes: 4 });
    expect(config.brokerUrl).toBeUndefined();
  });

  test('all problems are reported together, as sentences that begin with the name', () => {
    expect(problemsOf({ API_TOKEN: 'short', POOL: '0', GRACE: 'soon', LEVEL: 'loud' })).toEqual([
      'DATABASE_URL is required: set it, or DATABASE_URL_FILE to a file that holds it. Where the data is.',
      'API_TOKEN must have at least 16 characters, has 5',
      'POOL must be a whole number from 1 to 100, got "0"',
      'GRACE must be a duration such as "30s", from 0ms to 1m, got "soon"',
      'LEVEL must be one of debug, info, got "loud"',
    ]);
  });

  test('a secret is never repeated in a problem', () => {
    const problems = problemsOf({ ...GIVEN, DATABASE_URL: 'mysql://u:secret-word@h/d', API_TOKEN: 'hunter2' });
    expect(problems).toHaveLength(2);
    expect(problems.join()).not.toMatch(/secret-word|hunter2/);
  });

  test('a secret can come from a file, without the line break at its end', () => {
    const environment = { DATABASE_URL: GIVEN.DATABASE_URL, API_TOKEN_FILE: secretFile('fedcba9876543210\n') };
    expect(readConfig(DECLARATIONS, environment).token).toBe('fedcba9876543210');
  });

  test('a secret given twice, or in a file that is not there, is a problem', () => {
    expect(problemsOf({ ...GIVEN, API_TOKEN_FILE: '/x' })).toEqual([
      'API_TOKEN and API_TOKEN_FILE are both set: remove one of them',
    ]);
    expect(problemsOf({ DATABASE_URL: GIVEN.DATABASE_URL, API_TOKEN_FILE: '/not/there' })[0]).toStartWith(
      'API_TOKEN could not be read: API_TOKEN_FILE names /not/there',
    );
  });

  test('a database may have several hosts', () => {
    const password = 'p%2Cw';
    for (const given of [`u:${password}@h1:5432,h2:5433/d`, 'h1,h2/d', 'u@h1:1,h2,h3/d?sslmode=require']) {
      expect(postgresUrl(`postgres://${given}`)).toBe(`postgres://${given}`);
    }
    for (const given of ['http://h/d', 'postgres//h', `postgres://u:${password}@h1:5432,h 2/d`, 'h1,h2', '']) {
      expect(() => postgresUrl(given)).toThrow('must be a URL such as');
    }
    expect(() => postgresUrl(`mysql://u:${password}@h1,h2/d`)).not.toThrow(password);
  });

  test('an empty variable counts as not given', () => {
    expect(readConfig(DECLARATIONS, { ...GIVEN, POOL: '', BROKER_URL: '' })).toMatchObject({ pool: 10 });
  });

  test('the secrets of a configuration are known, for the logger to hide', () => {
    expect(secretsOf(DECLARATIONS, readConfig(DECLARATIONS, GIVEN))).toEqual(Object.values(GIVEN));
  });
});
