import { matchesName } from '@fbrain/core/access/name-pattern';
import type { Principal } from '@fbrain/core/access/principal';
import { isLimited, isWithinReach } from '@fbrain/core/access/reach';
import type { EventBus, LiveEvent } from '@fbrain/core/event/live-event';
import { Elysia } from 'elysia';
import { principalOf } from '../access/access-guard.ts';
import { stillAllowed } from '../access/still-allowed.ts';
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
      const who = principalOf(request);
      const events = eventsFor(who, deps.events);
      return deps.streams.open((client) => forwardEvents(client, events), {
        who,
        isAllowed: stillAllowed(deps.access, request, 'runs:read'),
      });
    },
    { query: exactObject({}), detail: docs.followEvents },
  );

/** Of runs and queues that a limited token may not touch it hears nothing, not even ids. */
export function eventsFor(reach: Principal, events: EventBus): EventBus {
  if (!isLimited(reach)) return events;
  const seen = (event: LiveEvent): LiveEvent[] => {
    if (event.kind === 'run') return isWithinReach(reach, event) ? [event] : [];
    if (event.kind === 'queue') return matchesName(reach.queues, event.queue) ? [event] : [];
    return event.kind === 'gap' ? [{ kind: 'gap' }] : event.kind === 'task' || event.kind === 'schedule' ? [event] : [];
  };
  const subscribe: EventBus['subscribe'] = (listener) =>
    events.subscribe((batch) => {
      const visible = batch.flatMap(seen);
      if (visible.length > 0) listener(visible);
    });
  return { ...events, subscribe };
}

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
