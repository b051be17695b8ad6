import type { Logger } from '../logging/logger.ts';
import type { Service } from '../process/service.ts';
import { toOtlpRequest } from './otlp-request.ts';
import type { Attributes, FinishedSpan } from './span.ts';

/** Sends spans to a collector in the background. Whoever ends a span never waits and never fails for it. */
export interface SpanExporter extends Service {
  /** Beyond what waits already a span is dropped, and counted. */
  add(span: FinishedSpan): void;
}

export interface OtlpExporterOptions {
  /** Where spans are posted to, such as `http://collector:4318/v1/traces`. */
  url: string;
  headers: Readonly<Record<string, string>>;
  /** What all spans of this process have in common. */
  resource: Attributes;
  logger: Logger;
  onSent(spans: number): void;
  onDropped(spans: number): void;
  /** So long the first span of a batch waits for others. */
  delayMs?: number;
}

/** Spans that wait, some 4 MB. */
const MAX_WAITING = 8_192;
const MAX_BATCH = 512;
const DELAY_MS = 1_000;
const TIMEOUT_MS = 10_000;
const LONGEST_PAUSE_MS = 30_000;
/** A collector that is down must not keep the process from ending. */
const STOP_MS = 2_000;
/** The collector asks to try these again; any other refusal would only come again. */
const RETRYABLE = [429, 502, 503, 504];

export function createOtlpExporter(options: OtlpExporterOptions): SpanExporter {
  const { logger, onSent, onDropped, delayMs = DELAY_MS } = options;
  const waiting: FinishedSpan[] = [];
  let timer: Timer | undefined;
  let sending: Promise<void> | null = null;
  let failures = 0;
  let isStopping = false;

  const settle = (outcome: Outcome, batch: readonly FinishedSpan[]) => {
    if (outcome.kind === 'sent') {
      if (failures > 0) logger.info('spans are sent again');
      failures = 0;
      onSent(batch.length);
      return;
    }
    if (failures++ === 0) logger.warn(`spans could not be sent to ${describe(options.url)}: ${outcome.reason}`);
    const room = outcome.kind === 'later' ? Math.max(MAX_WAITING - waiting.length, 0) : 0;
    // The oldest go first when there is no room for all.
    waiting.unshift(...batch.slice(Math.max(batch.length - room, 0)));
    onDropped(Math.max(batch.length - room, 0));
  };
  const sendOnce = async () => {
    const batch = waiting.splice(0, MAX_BATCH);
    settle(await send(batch, options), batch);
  };
  const schedule = () => {
    if (sending !== null || waiting.length === 0 || isStopping) return;
    const isFull = waiting.length >= MAX_BATCH && failures === 0;
    if (isFull) flush();
    else timer ??= setTimeout(flush, Math.min(delayMs * 2 ** failures, LONGEST_PAUSE_MS));
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    sending = sendOnce().finally(() => {
      sending = null;
      schedule();
    });
  };

  return {
    name: 'traces',
    add(span) {
      if (waiting.length >= MAX_WAITING) onDropped(1);
      else waiting.push(span);
      schedule();
    },
    start: async () => {},
    async stop() {
      isStopping = true;
      clearTimeout(timer);
      const untilMs = performance.now() + STOP_MS;
      const rest = async () => {
        await sending;
        while (waiting.length > 0 && failures === 0 && performance.now() < untilMs) await sendOnce();
      };
      await Promise.race([rest(), Bun.sleep(STOP_MS)]);
      onDropped(waiting.splice(0).length);
    },
  };
}

/** Without a password that it may hold. */
const describe = (url: string): string => `${new URL(url).origin}${new URL(url).pathname}`;

type Outcome = { kind: 'sent' } | { kind: 'later' | 'never'; reason: string };

async function send(spans: readonly FinishedSpan[], { url, headers, resource }: OtlpExporterOptions): Promise<Outcome> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(toOtlpRequest(spans, resource)),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await answer.text();
    if (answer.ok) return { kind: 'sent' };
    const reason = `it answered ${answer.status} ${text.slice(0, 200)}`.trim();
    return { kind: RETRYABLE.includes(answer.status) ? 'later' : 'never', reason };
  } catch (error) {
    return { kind: 'later', reason: error instanceof Error ? error.message : String(error) };
  }
}
