import type { EventBus, LiveEvent } from '@fbrain/core/event/live-event';
import { Elysia } from 'elysia';
import type { AppDeps } from '../app.ts';
import { docs } from '../docs/route-docs.ts';
import { exactObject } from '../http/schema.ts';
import type { EventClient, EventSource } from './event-stream.ts';

/** `GET /events`: what changes, as it changes. */
export const liveEventRoutes = (deps: AppDeps) =>
  new Elysia().get(
    '/events',
    ({ request }) => {
      deps.keepOpen(request);
      return deps.streams.open((client) => forwardEvents(client, deps.events));
    },
    { query: exactObject({}), detail: docs.followEvents },
  );

/** A client that is too slow gets one `gap` when it has caught up, instead of all that it missed. */
export function forwardEvents(client: EventClient, events: EventBus): EventSource {
  let hasGap = false;
  const sendGap = () => {
    if (hasGap) hasGap = !client.send('events', [{ kind: 'gap' }]);
  };
  const stop = events.subscribe((batch) => {
    sendGap();
    if (!hasGap) hasGap = !client.send('events', forViews(batch));
  });
  return { stop, wake: sendGap };
}

/** Many gaps say no more than one. The ends that they name are for those who wait for them. */
const forViews = (batch: readonly LiveEvent[]): readonly LiveEvent[] =>
  batch.some(({ kind }) => kind === 'gap') ? [{ kind: 'gap' }, ...batch.filter(({ kind }) => kind !== 'gap')] : batch;
