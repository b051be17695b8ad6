import { expect, test } from 'bun:test';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import type { WorkerConfig } from '../config.ts';
import { createDrain } from './drain.ts';

/** A worker with one attempt, which ends by itself or once it is asked to. */
function setup({ stopGraceMs }: { stopGraceMs: number }) {
  const told: string[] = [];
  const empty = Promise.withResolvers<void>();
  const note = (what: string) => async () => void told.push(what);
  const execution = {
    executor: {
      running: new Map([['r', {}]]),
      stopClaiming: note('claims nothing'),
      idle: () => empty.promise,
      end(runId: string, reason: string) {
        told.push(`${runId} ${reason}`);
        empty.resolve();
      },
    },
    source: { stop: note('gives hints back') },
    ready: { idle: note('told others') },
  } as unknown as Parameters<typeof createDrain>[0]['execution'];
  const config = { stopGraceMs, cancelGraceMs: 60_000 } as WorkerConfig;
  return { told, endAttempt: empty.resolve, drain: createDrain({ execution, config, logger: silentLogger }) };
}

test('a worker that drains takes nothing more, and is drained when its attempts have ended', async () => {
  const { told, endAttempt, drain } = setup({ stopGraceMs: 60_000 });
  let isDrained = false;
  const drained = drain.run().then(() => (isDrained = true));
  expect(drain.run()).toBe(drain.run());
  await new Promise((resolve) => setImmediate(resolve));
  expect([told, isDrained]).toEqual([['claims nothing', 'gives hints back'], false]);
  endAttempt();
  await drained;
  expect(told).toEqual(['claims nothing', 'gives hints back', 'told others']);
});

test('what has not ended when the grace is over is asked to, so that others may have it', async () => {
  const { told, drain } = setup({ stopGraceMs: 1 });
  await drain.run();
  expect(told).toEqual(['claims nothing', 'gives hints back', 'r stopping', 'told others']);
});
