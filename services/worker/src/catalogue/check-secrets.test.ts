import { expect, test } from 'bun:test';
import type { TaskDefinition } from '@fbrain/core/task/task';
import { checkSecrets } from './check-secrets.ts';

const definition = (more: object): TaskDefinition =>
  ({
    inputSchema: { type: 'object', properties: { password: { type: 'string', secret: true } } },
    outputSchema: null,
    concurrency: null,
    rate: null,
    ...more,
  }) as unknown as TaskDefinition;

test('a task with secret fields loads', () => {
  expect(() => checkSecrets(definition({}))).not.toThrow();
});

test('a secret is no key of a limit, whose key is shown', () => {
  const limited = definition({ concurrency: { limit: 1, key: 'password' } });
  expect(() => checkSecrets(limited)).toThrow('concurrency.key "password" is a secret field');
});

test('a secret does not stand in a task file', () => {
  const request = { name: 'nightly', task: 'mail', every: '1h', input: { password: 'x' } };
  expect(() => checkSecrets(definition({ schedules: [{ request, editable: [] }] }))).toThrow(
    'schedule nightly: /input/password is a secret field, which must not stand in a file',
  );
});

test('a mark that nobody can follow is refused', () => {
  const outputSchema = { not: { type: 'string', secret: true } };
  expect(() => checkSecrets(definition({ outputSchema }))).toThrow('Its output schema marks a field as secret inside');
});
