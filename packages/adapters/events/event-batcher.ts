import type { LiveEvent } from '@fbrain/core/event/live-event';
import { latestEvents } from './latest-events.ts';

/** 20 messages a second look live to a person: the pace while much happens. */
const INTERVAL_MS = 50;
/** Events in a message up to which it counts as quiet. */
const MAX_QUIET = 20;
/** Quiet messages of an interval that go without a wait: whoever waits for one run is told at once. */
const MAX_AT_ONCE = 25;
/** Up to here every change is told; beyond, only the latest state of each subject. */
const MAX_IN_FULL = 100;
/** Up to here states are told; beyond, whoever shows data had better read it again, and telling all would cost more. */
const MAX_LATEST = 200;
/** Pending events that trigger a reduction before the interval is over: ten times MAX_LATEST makes it rare. */
const MAX_PENDING = 10 * MAX_LATEST;

/**
 * Collects events so that any rate of them makes few messages: the first goes at once, the others together after an
 * interval that grows with their number. `send` may fail: the next message then says that there is a gap.
 */
export class EventBatcher {
  private readonly send: (events: readonly LiveEvent[]) => Promise<void> | void;
  private readonly intervalMs: number;
  private pending: LiveEvent[] = [];
  /** The message before was lost. */
  private owesGap = false;
  /** All that is pending is a gap. */
  private isGap = false;
  private isSending = false;
  /** Since `intervalBeganMs`. */
  private sentAtOnce = 0;
  private intervalBeganMs = Number.NEGATIVE_INFINITY;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private isClosed = false;

  constructor(send: EventBatcher['send'], intervalMs = INTERVAL_MS) {
    this.send = send;
    this.intervalMs = intervalMs;
  }

  add(events: readonly LiveEvent[]): void {
    // A gap says to read everything again: the events after it tell nothing more.
    if (this.isClosed || events.length === 0 || this.isGap) return;
    for (const event of events) this.pending.push(event);
    if (this.pending.length > MAX_PENDING) this.reduce();
    if (!this.timer && !this.isSending) void this.flush();
  }

  close(): void {
    this.isClosed = true;
    this.pending = [];
    if (this.timer) clearTimeout(this.timer);
  }

  private async flush(): Promise<void> {
    if (this.pending.length > MAX_IN_FULL) this.reduce();
    const batch: LiveEvent[] = this.owesGap ? [{ kind: 'gap' }, ...this.pending] : this.pending;
    this.pending = [];
    this.isGap = false;
    this.owesGap = false;
    this.isSending = true;
    this.timer = setTimeout(() => this.continue('timer'), this.waitMs(batch.length));
    try {
      await this.send(batch);
    } catch {
      this.owesGap = true;
    }
    this.isSending = false;
    this.continue('sent');
  }

  private waitMs(sent: number): number {
    const nowMs = performance.now();
    if (nowMs - this.intervalBeganMs >= this.intervalMs) {
      this.intervalBeganMs = nowMs;
      this.sentAtOnce = 0;
    }
    return sent <= MAX_QUIET && this.sentAtOnce++ < MAX_AT_ONCE ? 0 : this.intervalMs;
  }

  /** Sends what has gathered, once the interval is over and the message before is on its way. */
  private continue(reason: 'timer' | 'sent'): void {
    if (reason === 'timer') this.timer = null;
    if (!this.timer && !this.isSending && !this.isClosed && this.pending.length > 0) void this.flush();
  }

  private reduce(): void {
    const latest = latestEvents(this.pending);
    this.isGap = latest.length > MAX_LATEST;
    this.pending = this.isGap ? [{ kind: 'gap' }] : latest;
  }
}
