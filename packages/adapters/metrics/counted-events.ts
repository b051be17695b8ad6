import type { EventBus, LiveEvent } from '@fbrain/core/event/live-event';

/** The same bus, with everything that this process publishes shown to a counter first. */
export const countedEvents = (events: EventBus, count: (batch: readonly LiveEvent[]) => void): EventBus => ({
  publish(batch) {
    count(batch);
    events.publish(batch);
  },
  subscribe: (listener) => events.subscribe(listener),
});
