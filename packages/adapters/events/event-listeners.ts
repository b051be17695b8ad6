import type { LiveEvent } from '@fbrain/core/event/live-event';
import type { Logger } from '../logging/logger.ts';

type Listener = (events: readonly LiveEvent[]) => void;

/** The subscribers inside this process. One that throws is logged and does not keep events from the others. */
export class EventListeners {
  private readonly listeners = new Set<Listener>();
  private readonly logger: Logger;

  constructor(logger: Logger) {
    this.logger = logger;
  }

  subscribe(listener: Listener): () => void {
    // A wrapper of its own, so that a listener subscribed twice is called twice.
    const own: Listener = (events) => listener(events);
    this.listeners.add(own);
    return () => this.listeners.delete(own);
  }

  /** Passes on what a carrier brought. Text that is no list of events was not sent by us and is left alone. */
  dispatchText(text: string): void {
    const events = parseEvents(text);
    if (events.length > 0) this.dispatch(events);
  }

  dispatch(events: readonly LiveEvent[]): void {
    for (const listener of this.listeners) {
      try {
        listener(events);
      } catch (error) {
        this.logger.error('A listener of live events failed', { error });
      }
    }
  }
}

function parseEvents(text: string): LiveEvent[] {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.filter(isEvent) : [];
  } catch {
    return [];
  }
}

const isEvent = (value: unknown): value is LiveEvent =>
  typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
