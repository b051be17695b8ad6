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

/** In a flood there is a gap every few milliseconds; a view that re-reads gains nothing by hearing of each. */
const GAP_EVERY_MS = 100;

/** A client that is too slow gets one `gap` when it has caught up, instead of all that it missed; so do all in a flood. */
export function forwardEvents(client: EventClient, events: EventBus, gapEveryMs = GAP_EVERY_MS): EventSource {
  let hasGap = false;
  let pause: Timer | undefined;

  const send = (told: readonly LiveEvent[]) => {
    if (hasGap ? pause : told.length === 0) return;
    const isTaken = client.send('events', hasGap ? [{ kind: 'gap' }, ...told] : told);
    if (hasGap && isTaken) pause = setTimeout(endPause, gapEveryMs);
    hasGap = !isTaken;
  };
  const wake = () => {
    if (hasGap) send([]);
  };
  const endPause = () => {
    pause = undefined;
    wake();
  };
  const unsubscribe = events.subscribe((batch) => {
    // The ends that gaps name are for those who wait for them.
    const told = batch.filter(({ kind }) => kind !== 'gap');
    hasGap ||= told.length < batch.length;
    send(told);
  });
  const stop = () => {
    unsubscribe();
    clearTimeout(pause);
  };
  return { stop, wake };
}
