import type { Principal } from '@fbrain/core/access/principal';
import { DomainError } from '@fbrain/core/errors/domain-error';
import { createCallerSeats } from './caller-seats.ts';

/** One open server-sent event stream. */
export interface EventClient {
  /** False, and nothing is sent, if the client has not yet taken what was sent before. */
  send(event: string, data: unknown): boolean;
  end(): void;
}

/** What feeds a stream. */
export interface EventSource {
  /** Called once, when the stream is over, however it ended. */
  stop(): void;
  /** Called when a client that was too slow can take more. */
  wake?(): void;
}

/** Who has a stream opened. */
export interface StreamHolder {
  who: Principal;
  /** Asked each second; once it says no, the stream ends. */
  isAllowed(): Promise<boolean>;
}

/** All open streams of the process. */
export interface EventStreams {
  /** Throws DomainError `overloaded` when no more can be open, or no more of that caller. */
  open(connect: (client: EventClient) => EventSource, holder: StreamHolder): Response;
  /** Ends every stream. */
  stop(): void;
}

export interface StreamCounters {
  liveStreamOpened(): void;
  liveStreamClosed(): void;
}

/** What a slow client may leave untaken: a minute of a busy view. */
const MAX_BUFFERED_BYTES = 256 * 1024;
/** Proxies cut connections that are silent for a minute. */
const KEEP_ALIVE_MS = 15_000;
/** Each stream costs memory and database reads; beyond this the server says so instead of slowing down for all (G9). */
const MAX_STREAMS = 2_000;
/** Of one user or token: tabs, with some to spare for those that have just been closed. */
const MAX_STREAMS_EACH = 50;
/** What is revoked stops within 5 s: credentials are remembered for the rest of that time. */
const RECHECK_MS = 1_000;
const RECONNECT_AFTER_MS = 2_000;

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // Nginx would otherwise collect events until its buffer is full.
  'x-accel-buffering': 'no',
};

const encoder = new TextEncoder();

export function createEventStreams(counters: StreamCounters): EventStreams {
  const open = new Set<OpenStream>();
  const seats = createCallerSeats(MAX_STREAMS_EACH);
  const keepAlive = setInterval(() => {
    for (const stream of open) stream.write(': keep-alive\n\n');
  }, KEEP_ALIVE_MS);
  keepAlive.unref();
  const recheck = setInterval(() => {
    for (const stream of open) void stream.recheck();
  }, RECHECK_MS);
  recheck.unref();

  return {
    open(connect, { who, isAllowed }) {
      if (open.size >= MAX_STREAMS) throw tooMany(`${MAX_STREAMS} event streams are open already.`);
      if (!seats.hasRoom(who)) {
        throw tooMany(`You have ${MAX_STREAMS_EACH} event streams open already. Close one, then try again.`);
      }
      const leave = seats.take(who);
      const stream = new OpenStream(connect, isAllowed, () => {
        open.delete(stream);
        leave();
        counters.liveStreamClosed();
      });
      open.add(stream);
      counters.liveStreamOpened();
      return new Response(stream.body, { headers: HEADERS });
    },
    stop() {
      clearInterval(keepAlive);
      clearInterval(recheck);
      for (const stream of [...open]) stream.end();
    },
  };
}

const tooMany = (message: string): DomainError => new DomainError('overloaded', message, { retryAfterS: 10 });

class OpenStream implements EventClient {
  readonly body: ReadableStream<Uint8Array>;
  private controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  private source: EventSource | undefined;
  private readonly isAllowed: () => Promise<boolean>;
  private readonly onEnd: () => void;

  constructor(connect: (client: EventClient) => EventSource, isAllowed: () => Promise<boolean>, onEnd: () => void) {
    this.isAllowed = isAllowed;
    this.onEnd = onEnd;
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.controller = controller;
          this.write(`retry: ${RECONNECT_AFTER_MS}\n\n`);
        },
        pull: () => this.source?.wake?.(),
        cancel: () => this.close(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: MAX_BUFFERED_BYTES }),
    );
    this.source = connect(this);
  }

  send(event: string, data: unknown): boolean {
    return this.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  write(text: string): boolean {
    if (this.controller === undefined || (this.controller.desiredSize ?? 0) <= 0) return false;
    this.controller.enqueue(encoder.encode(text));
    return true;
  }

  async recheck(): Promise<void> {
    if (!(await this.isAllowed())) this.end();
  }

  end(): void {
    const { controller } = this;
    this.close();
    controller?.close();
  }

  private close(): void {
    if (this.controller === undefined) return;
    this.controller = undefined;
    this.source?.stop();
    this.onEnd();
  }
}
