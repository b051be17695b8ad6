import { expect, test } from 'bun:test';
import { NO_SPAN } from '@fbrain/adapters/tracing/tracer';
import { eventually } from '@fbrain/testing/eventually';
import { createPunctualLauncher } from './punctual-launcher.ts';
import type { RunningAttempt } from './running-attempt.ts';

/** The parts of an attempt that matter here. */
const attempt = (id: string, startInMs: number) =>
  ({ run: { id, attempt: 1, startInMs }, handle: null, span: NO_SPAN }) as unknown as RunningAttempt;

function setup() {
  const launched: string[] = [];
  const givenUp: string[] = [];
  const launcher = createPunctualLauncher(
    { launch: (attempts) => launched.push(...attempts.map(({ run }) => run.id)) },
    ({ runId }, { kind }) => givenUp.push(`${runId} ${kind}`),
  );
  return { launched, givenUp, launcher };
}

test('an attempt starts at its instant, others at once', async () => {
  const { launched, launcher } = setup();
  const startedAt = performance.now();
  launcher.launch([attempt('later', 40), attempt('now', 0)]);
  expect(launched).toEqual(['now']);
  await eventually(() => expect(launched).toEqual(['now', 'later']));
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(39);
});

test('an attempt that is ended before its instant never starts', async () => {
  const { launched, givenUp, launcher } = setup();
  const [cancelled, killed] = [attempt('cancelled', 20), attempt('killed', 20)];
  launcher.launch([cancelled, killed, attempt('other', 20)]);
  cancelled.handle?.abort('cancelled');
  killed.handle?.kill();
  await eventually(() => expect(launched).toEqual(['other']));
  expect(givenUp).toEqual(['cancelled released', 'killed released']);
});
