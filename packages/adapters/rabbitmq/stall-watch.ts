export interface StallWatchOptions {
  /** A healthy consumer gets what waits within milliseconds: two such spans rule out every passing cause. */
  checkEveryMs: number;
  /** Whether the worker has free slots, consumes, and would get what waits. */
  isWaiting: () => boolean;
  /** Messages received so far. */
  received: () => number;
  /** Messages that wait in the lanes consumed. */
  countReady: () => Promise<number>;
  onStall: () => void;
}

/** Notices a consumer that is connected and waits, yet gets nothing although its lanes hold messages. */
export class StallWatch {
  private readonly options: StallWatchOptions;
  private readonly timer: ReturnType<typeof setInterval>;
  private receivedBefore = -1;
  private suspicions = 0;

  constructor(options: StallWatchOptions) {
    this.options = options;
    this.timer = setInterval(() => void this.runOnce(), options.checkEveryMs);
  }

  /** Looks once; the second suspicious look in a row is a stall. */
  async runOnce(): Promise<void> {
    const received = this.options.received();
    const isSilent = this.options.isWaiting() && received === this.receivedBefore;
    this.receivedBefore = received;
    // What cannot be counted is a lost connection, which is noticed elsewhere.
    const ready = isSilent ? await this.options.countReady().catch(() => 0) : 0;
    this.suspicions = ready > 0 && this.options.received() === received ? this.suspicions + 1 : 0;
    if (this.suspicions < 2) return;
    this.suspicions = 0;
    this.options.onStall();
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
