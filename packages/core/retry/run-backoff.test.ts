import { describe, expect, test } from 'bun:test';
import { DomainError } from '../errors/domain-error.ts';
import { DEFAULT_RETRY } from './retry-policy.ts';
import { runBackoff } from './run-backoff.ts';

const TASK = DEFAULT_RETRY.backoff;

test('a run that asks for nothing has the backoff of its task, whatever that becomes', () => {
  expect(runBackoff(undefined, TASK)).toBeNull();
  expect(runBackoff({}, TASK)).toBeNull();
});

test('what a run leaves out is as its task says', () => {
  expect(runBackoff({ kind: 'fixed', initial: '30s' }, TASK)).toEqual({ ...TASK, kind: 'fixed', initial: '30s' });
  expect(runBackoff({ initial: '1h', max: '1d', jitter: 0 }, TASK)).toEqual({
    ...TASK,
    initial: '1h',
    max: '1d',
    jitter: 0,
  });
});

describe('a backoff that makes no sense is refused with its field', () => {
  for (const [wish, path] of [
    [[], '/backoff'],
    ['10s', '/backoff'],
    [null, '/backoff'],
    [{ kind: 'linear' }, '/backoff/kind'],
    [{ jitter: 2 }, '/backoff/jitter'],
    [{ jitter: '0.5' }, '/backoff/jitter'],
    [{ initial: 'soon' }, '/backoff/initial'],
    [{ max: '-1s' }, '/backoff/max'],
    [{ initial: '1h' }, '/backoff/initial'],
    [{ factor: 2 }, '/backoff/factor'],
  ] as const) {
    test(JSON.stringify(wish), () => {
      const refused = (() => {
        try {
          return runBackoff(wish as never, TASK);
        } catch (error) {
          return error;
        }
      })();
      expect(refused).toBeInstanceOf(DomainError);
      expect((refused as DomainError).fields).toMatchObject([{ path }]);
    });
  }
});
