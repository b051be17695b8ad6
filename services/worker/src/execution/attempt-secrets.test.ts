import { describe, expect, test } from 'bun:test';
import { createKeyring } from '@fbrain/adapters/crypto/keyring';
import { openJson, sealJson } from '@fbrain/adapters/crypto/secret-json';
import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import type { JsonSchema } from '@fbrain/core/task/task';
import type { HostReport } from '../task-host/protocol.ts';
import { createAttemptSecrets } from './attempt-secrets.ts';
import type { RunningAttempt } from './running-attempt.ts';

const PASSWORD = 'correct-horse "battery"';
const PIN = 123456;
const REF = { runId: 'r', attempt: 2 };
const keyring = createKeyring(['the-secret-key-of-these-tests-0001']);

function setup({ input = { password: PASSWORD, pin: PIN }, outputSchema = null as JsonSchema | null } = {}) {
  const sealed = sealJson(keyring, { kind: 'input', task: 'mail' }, [['password'], ['pin']], input);
  const attempt = {
    run: { id: 'r', attempt: 2, task: 'mail', inputJson: JSON.stringify(sealed) },
    task: { outputSchema },
  } as unknown as RunningAttempt;
  const secrets = createAttemptSecrets(keyring);
  return { secrets, attempt, opened: JSON.parse(secrets.openInput(attempt)) };
}

const report = (parts: Partial<HostReport>): HostReport => ({
  type: 'report',
  logs: [],
  progress: [],
  results: [],
  ...parts,
});
const resultOf = ({ results }: HostReport): AttemptResult | undefined => results[0]?.result;

describe('the secrets of an attempt', () => {
  test('are in clear for its task', () => {
    expect(setup().opened).toEqual({ password: PASSWORD, pin: PIN });
  });

  test('are taken out of its log, its progress and its errors', () => {
    const { secrets } = setup();
    const fieldsJson = JSON.stringify({ given: PASSWORD, pin: PIN, attempts: 7, nested: [{ [PASSWORD]: 1 }] });
    const error = { kind: 'exception', message: `no ${PASSWORD}`, stack: `Error: no ${PASSWORD}\n at x` } as const;
    const safe = secrets.protect(
      report({
        logs: [{ ...REF, atMs: 0, level: 'info', message: `login ${PASSWORD}`, fieldsJson }],
        progress: [{ ...REF, fraction: 0.5, message: `pin ${PIN}` }],
        results: [{ ...REF, result: { kind: 'failed', error } }],
      }),
    );
    expect(JSON.stringify(safe)).not.toMatch(/horse|123456/);
    expect(safe.logs[0]?.message).toBe('login [redacted]');
    expect(JSON.parse(safe.logs[0]?.fieldsJson ?? '')).toMatchObject({ pin: '[redacted]', attempts: 7 });
  });

  test('of another attempt say nothing about this one', () => {
    const { secrets } = setup();
    const line = { runId: 'r', attempt: 1, atMs: 0, level: 'info', message: PASSWORD, fieldsJson: null } as const;
    expect(secrets.protect(report({ logs: [line] })).logs).toEqual([line]);
    expect(secrets.redact(`printed ${PASSWORD}`)).toBe('printed [redacted]');
  });

  test('that have several lines are taken out line by line', () => {
    const { secrets } = setup({ input: { password: 'first line\nsecond line', pin: 0 } });
    expect(secrets.redact('> second line <')).toBe('> [redacted] <');
  });

  test('that it asked for later are taken out as well', () => {
    const { secrets } = setup();
    secrets.learn(REF, 'smtp-password');
    expect(secrets.redact('smtp-password and more')).toBe('[redacted] and more');
  });

  test('cost nothing more when it asks for them with every row', () => {
    const { secrets } = setup();
    // A fifth of a second; minutes if each row cost more than the one before.
    const startedAtMs = performance.now();
    for (let row = 0; row < 100_000; row++) secrets.learn(REF, 'postgres://app:a-password@db/app');
    expect(performance.now() - startedAtMs).toBeLessThan(20_000);
    expect(secrets.redact('a-password')).toBe('[redacted]');
  });

  test('in its output are encrypted where the schema marks them', () => {
    const outputSchema = { type: 'object', properties: { token: { type: 'string', secret: true } } };
    const { secrets } = setup({ outputSchema });
    const result: AttemptResult = { kind: 'succeeded', outputJson: '{"token":"t0ken-1","rows":3}' };
    const safe = resultOf(secrets.protect(report({ results: [{ ...REF, result }] })));
    const stored = JSON.parse(safe?.kind === 'succeeded' ? safe.outputJson : '');
    expect(JSON.stringify(stored)).not.toContain('t0ken-1');
    expect(openJson(keyring, { kind: 'output', task: 'mail' }, stored).value).toEqual({ token: 't0ken-1', rows: 3 });
  });

  test('of another task do not open', () => {
    const { attempt, secrets } = setup();
    const moved = { ...attempt, run: { ...attempt.run, task: 'spam' } };
    expect(() => secrets.openInput(moved)).toThrow('belongs elsewhere');
  });
});

test('an attempt without secrets passes as it is', () => {
  const secrets = createAttemptSecrets(keyring);
  const attempt = { run: { id: 'r', attempt: 1, task: 'noop', inputJson: '{"n":1}' }, task: { outputSchema: null } };
  expect(secrets.openInput(attempt as unknown as RunningAttempt)).toBe('{"n":1}');
  const said = report({ results: [{ runId: 'r', attempt: 1, result: { kind: 'succeeded', outputJson: '1' } }] });
  expect(secrets.protect(said)).toBe(said);
});
