import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { DomainError } from '../errors/domain-error.ts';
import { MAX_ATTEMPTS } from '../retry/retry-policy.ts';
import { isName } from '../task/task-name.ts';
import { testDefinition } from '../task/test-definition.ts';
import { prepareRun } from './prepare-run.ts';
import { PRIORITIES } from './priority.ts';
import type { RunRequest } from './run-request.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
/** Outside of these years ISO 8601 texts have forms that PostgreSQL does not read: one would fail its whole batch. */
const EARLIEST = Date.parse('0001-01-01T00:00:00.000Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');
const task = testDefinition({
  name: 'report.build',
  queue: 'reports',
  concurrency: { limit: 1, key: 'customer.id' },
  rate: { limit: 10, per: '1s', burst: 10, key: 'n' },
});

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ maxLength: 400 }), fc.constant(''));
/** Bad values are rare: one of them refuses the whole request, and the good ones beside it would go untested. */
const mostly = <T>(good: fc.Arbitrary<T>, bad: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 15, arbitrary: good }, { weight: 1, arbitrary: bad });
const word = fc.stringMatching(/^[a-z]{1,10}$/);
const duration = mostly(
  fc.stringMatching(/^\d{1,4}(ms|s|m|h)$/),
  fc.oneof(text, fc.stringMatching(/^\d{1,15}[smhd]$/)),
);
const instant = mostly(
  fc
    .tuple(
      fc.constantFrom('0000', '0001', '1970', '2026', '2030', '9999'),
      fc.constantFrom('01-01', '02-28', '12-31'),
      fc.constantFrom('00:00', '23:59:59', '23:59:59.999999999'),
      fc.constantFrom('Z', '+23:59', '-23:59'),
    )
    .map(([year, day, time, zone]) => `${year}-${day}T${time}${zone}`),
  fc.oneof(
    text,
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  ),
);
const number = mostly(fc.integer({ min: 1, max: 1_000 }), fc.oneof(fc.double(), fc.integer()));
/** Any body that the schema of `POST /runs` lets through: right in its types, anything in its values. */
const requests = fc.record(
  {
    task: fc.constant(task.name),
    input: fc.jsonValue(),
    queue: mostly(word, text),
    priority: fc.constantFrom(...PRIORITIES),
    rank: number,
    runAt: instant,
    delay: duration,
    expiresAt: instant,
    ttl: duration,
    maxAttempts: number,
    timeout: duration,
    deadline: instant,
    tags: fc.array(mostly(word, text)),
    metadata: fc.dictionary(fc.string(), fc.jsonValue()),
    concurrencyKey: mostly(word, text),
    idempotencyKey: mostly(word, text),
    uniqueKey: mostly(word, text),
  },
  { requiredKeys: ['task'] },
) as fc.Arbitrary<RunRequest>;

function prepare(request: RunRequest) {
  try {
    return prepareRun(request, task, { id: 'id', nowMs: NOW, inputJson: '{}' });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error;
  }
}

test('any request is either refused with the fields at fault or becomes a run that can be stored', () => {
  fc.assert(
    fc.property(requests, (request) => {
      const made = prepare(request);
      if (made instanceof DomainError) {
        expect(made.fields.length).toBeGreaterThan(0);
        return;
      }
      const instants = [made.dueAtMs, made.expiresAtMs ?? NOW, made.deadlineAtMs ?? NOW];
      expect(instants.every((ms) => Number.isSafeInteger(ms) && ms >= EARLIEST && ms <= LATEST)).toBe(true);
      expect(isName(made.queue)).toBe(true);
      expect(made.maxAttempts).toBeWithin(1, MAX_ATTEMPTS + 1);
      expect(Math.abs(made.rank)).toBeLessThan(32_768);
      expect(made.state).toBe(made.dueAtMs > NOW ? 'scheduled' : 'queued');
    }),
    { numRuns: 1_000 },
  );
});

test('one field at a time is named by its own path', () => {
  const bad = fc.constantFrom<Partial<RunRequest>>(
    { queue: '' },
    { rank: 0.5 },
    { maxAttempts: 0 },
    { delay: 'soon' },
    { timeout: '0s' },
    { deadline: '2020-01-01T00:00:00Z' },
    { tags: [''] },
    { uniqueKey: '' },
  );
  fc.assert(
    fc.property(bad, (change) => {
      const made = prepare({ task: task.name, ...change });
      expect(made instanceof DomainError && made.fields.map(({ path }) => path)).toEqual([
        `/${Object.keys(change)[0]}`,
      ]);
    }),
  );
});
