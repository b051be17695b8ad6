import type { LiveEvent } from '@fbrain/core/event/live-event';
import { isFinalState } from '@fbrain/core/run/run-state';
import { latestEvents } from './latest-events.ts';

/** How much is told is bounded for spans of this length. */
const INTERVAL_MS = 20;
/** The pace while much happens: what a request that waits for a run is late by. */
const PACE_MS = 3;
/** Events in a message up to which it counts as quiet. */
const MAX_QUIET = 20;
/** Quiet messages of an interval that go without a wait: whoever waits for one run is told at once. */
const MAX_AT_ONCE = 10;
/**
 * Up to here every change of an interval is told; beyond, only the latest state of each subject. If those are more, too,
 * telling all would cost more than reading again costs those who show them: only what has ended is told, which requests
 * wait for.
 */
const MAX_TOLD = 100;
/** Ends that the gaps of one message tell: 36 bytes each. */
const MAX_ENDED = 2_000;
/** Small enough for one notification of PostgreSQL. */
const MAX_ENDED_PER_GAP = 150;
/** Pending events that trigger a reduction before the interval is over: ten times MAX_TOLD makes it rare. */
const MAX_PENDING = 10 * MAX_TOLD;

export interface EventBatcherOptions {
  intervalMs?: number;
  /** Between two messages, once there are many of them or a large one; what they cost decides. */
  paceMs?: number;
}

/**
 * Collects events so that any rate of them makes few messages: the first go at once, the others together after a
 * moment. `send` may fail: the next message then says that there is a gap.
 */
export class EventBatcher {
  private readonly send: (events: readonly LiveEvent[]) => Promise<void> | void;
  private readonly intervalMs: number;
  private readonly paceMs: number;
  private pending: LiveEvent[] = [];
  /** The message before was lost. */
  private owesGap = false;
  /** Too much is pending to be told, but for these ends of runs. Null = all is told. */
  private ended: string[] | null = null;
  private isSending = false;
  /** Since `intervalBeganMs`: messages without a wait, and events that were told. */
  private sentAtOnce = 0;
  private told = 0;
  private intervalBeganMs = Number.NEGATIVE_INFINITY;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private sentAtMs = Number.NEGATIVE_INFINITY;
  /** The timer waits for a whole interval, as all that there is to tell is that something is missing. */
  private isHolding = false;
  private isClosed = false;

  constructor(send: EventBatcher['send'], { intervalMs = INTERVAL_MS, paceMs = PACE_MS }: EventBatcherOptions = {}) {
    this.send = send;
    this.intervalMs = intervalMs;
    this.paceMs = paceMs;
  }

  add(events: readonly LiveEvent[]): void {
    if (this.isClosed || events.length === 0) return;
    if (this.ended) {
      collectEnded(this.ended, events);
      if (this.isHolding && this.ended.length > 0) this.endWait();
      return;
    }
    for (const event of events) this.pending.push(event);
    if (this.pending.length > MAX_PENDING) this.reduce();
    if (this.timer || this.isSending) return;
    this.gather();
    void this.flush();
  }

  close(): void {
    this.isClosed = true;
    this.pending = [];
    if (this.timer) clearTimeout(this.timer);
  }

  /** Sends what `gather` has left. */
  private async flush(): Promise<void> {
    const told = this.ended ? toGaps(this.ended) : this.pending;
    const batch: LiveEvent[] = this.owesGap ? [{ kind: 'gap' }, ...told] : told;
    const isQuiet = this.ended === null && batch.length <= MAX_QUIET;
    this.told += this.pending.length;
    this.pending = [];
    this.ended = null;
    this.owesGap = false;
    this.isSending = true;
    this.sentAtMs = performance.now();
    const waitMs = isQuiet && this.sentAtOnce++ < MAX_AT_ONCE ? 0 : this.paceMs;
    this.timer = setTimeout(() => this.endWait(), waitMs);
    try {
      await this.send(batch);
    } catch {
      this.owesGap = true;
    }
    this.isSending = false;
    this.continue();
  }

  /** Keeps of what is pending as much as this interval may tell. */
  private gather(): void {
    const nowMs = performance.now();
    if (nowMs - this.intervalBeganMs >= this.intervalMs) {
      this.intervalBeganMs = nowMs;
      this.sentAtOnce = 0;
      this.told = 0;
    }
    if (this.told + this.pending.length > MAX_TOLD) this.reduce();
  }

  /** Sends what has gathered, once the wait is over and the message before is on its way. */
  private continue(): void {
    if (this.timer || this.isSending || this.isClosed || (!this.ended && this.pending.length === 0)) return;
    this.gather();
    // Nobody waits for a gap: one an interval says as much as one every few milliseconds.
    const holdMs = this.ended?.length === 0 ? this.sentAtMs + this.intervalMs - performance.now() : 0;
    if (holdMs <= 0) return void this.flush();
    this.isHolding = true;
    this.timer = setTimeout(() => this.endWait(), holdMs);
  }

  private endWait(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.isHolding = false;
    this.continue();
  }

  private reduce(): void {
    const latest = latestEvents(this.pending);
    if (this.told + latest.length <= MAX_TOLD) {
      this.pending = latest;
      return;
    }
    this.pending = [];
    this.ended = [];
    collectEnded(this.ended, latest);
  }
}

/** Stops one over the bound, which tells that some are missing. */
function collectEnded(ended: string[], events: readonly LiveEvent[]): void {
  for (const event of events)
    if (event.kind === 'run' && isFinalState(event.state) && ended.length <= MAX_ENDED) ended.push(event.runId);
}

function toGaps(ended: readonly string[]): LiveEvent[] {
  if (ended.length > MAX_ENDED) return [{ kind: 'gap' }];
  const gaps: LiveEvent[] = [];
  for (let i = 0; i === 0 || i < ended.length; i += MAX_ENDED_PER_GAP)
    gaps.push({ kind: 'gap', ended: ended.slice(i, i + MAX_ENDED_PER_GAP) });
  return gaps;
}
