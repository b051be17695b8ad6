import type { LiveEvent } from '@fbrain/core/event/live-event';
import type { System } from '../../tests/e2e/system/system.ts';

/** Real runs at a steady rate, and the live events that they make, until stopped. */
export interface EventLoad {
  /** Events that reached a listener since the start. */
  count(): number;
  /** Events a second that reached a listener since the start. */
  perSecond(): number;
  stop(): Promise<void>;
}

/** Small enough that the load is even. */
const INTERVAL_MS = 50;
/** Queued, running and succeeded. */
const EVENTS_OF_RUN = 3;

/** No-op runs, so that so many events a second arrive. */
export function startEventLoad({ apiUrl, token }: System, eventsPerSecond: number): EventLoad {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const stopping = new AbortController();
  const startedAt = performance.now();
  let sent = 0;
  let received = 0;
  const produce = async () => {
    while (!stopping.signal.aborted) {
      const due = ((performance.now() - startedAt) / 1_000) * (eventsPerSecond / EVENTS_OF_RUN);
      const runs = Array.from({ length: Math.floor(due) - sent }, () => ({ task: 'demo.noop', input: {} }));
      sent += runs.length;
      if (runs.length > 0)
        await fetch(`${apiUrl}/api/v1/runs/batch`, { method: 'POST', headers, body: JSON.stringify({ runs }) });
      await Bun.sleep(INTERVAL_MS);
    }
  };
  const listen = async () => {
    const answer = await fetch(`${apiUrl}/api/v1/events`, { headers, signal: stopping.signal });
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of answer.body ?? []) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      received += lines.filter((line) => line.startsWith('data:')).reduce((sum, line) => sum + countEvents(line), 0);
    }
  };
  const listening = listen().catch(() => undefined);
  const producing = produce();
  return {
    count: () => received,
    perSecond: () => (received * 1_000) / (performance.now() - startedAt),
    async stop() {
      stopping.abort();
      await Promise.all([listening, producing]);
    },
  };
}

/** A gap stands for the ends that it names. */
function countEvents(line: string): number {
  const events: LiveEvent[] = JSON.parse(line.slice('data:'.length));
  return events.reduce((sum, event) => sum + (event.kind === 'gap' ? (event.ended?.length ?? 0) : 1), 0);
}
