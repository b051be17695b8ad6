import type { LiveEvent } from '@fbrain/core/event/live-event';

/** The last event of each subject, in order of arrival. Log lines are added up, as they tell how many came. */
export function latestEvents(events: readonly LiveEvent[]): LiveEvent[] {
  const latest = new Map<string, LiveEvent>();
  for (const event of events) {
    const subject = toSubject(event);
    const before = latest.get(subject);
    if (before) latest.delete(subject);
    latest.set(subject, before && event.kind === 'run-log' ? addLines(before, event) : event);
  }
  return [...latest.values()];
}

const addLines = (before: LiveEvent, event: Extract<LiveEvent, { kind: 'run-log' }>): LiveEvent =>
  before.kind === 'run-log' ? { ...event, lines: before.lines + event.lines } : event;

function toSubject(event: LiveEvent): string {
  switch (event.kind) {
    // Nearly all events: the id itself costs a fraction of a text made from it.
    case 'run':
      return event.runId;
    case 'run-progress':
    case 'run-log':
    case 'cancel':
      return `${event.kind} ${event.runId}`;
    case 'queue':
      return `queue ${event.queue}`;
    case 'worker':
      return `worker ${event.workerId}`;
    case 'task':
    case 'schedule':
    case 'gap':
      return event.kind;
  }
}
