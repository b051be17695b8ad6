import { expect, test } from 'bun:test';
import type { LiveEvent } from '@fbrain/core/event/live-event';
import { toPayloads } from './postgres-event-bus.ts';
import { MAX_PAYLOAD_BYTES } from './postgres-transport-notify.ts';

const queueEvents = (count: number): LiveEvent[] =>
  Array.from({ length: count }, (_, n) => ({ kind: 'queue', queue: `queue-${n}` }));

test('events share notifications, none of them too large for PostgreSQL', () => {
  const events = queueEvents(1_000);
  const payloads = toPayloads(events);
  expect(payloads.flatMap((payload) => JSON.parse(payload))).toEqual(events);
  expect(Math.max(...payloads.map((payload) => Buffer.byteLength(payload)))).toBeLessThan(8_000);
  expect(payloads.length).toBeLessThan(6);
});

test('an event too large for any notification is told as a gap', () => {
  const large: LiveEvent = {
    kind: 'run-progress',
    runId: 'a',
    fraction: 0.5,
    message: 'é'.repeat(MAX_PAYLOAD_BYTES / 2),
  };
  expect(toPayloads([large]).map((payload) => JSON.parse(payload))).toEqual([[{ kind: 'gap' }]]);
});
