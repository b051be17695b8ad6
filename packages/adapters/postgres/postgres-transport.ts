import { isLimitedTurn, isLowTurn } from '@fbrain/core/queue/lane-order';
import type { ClaimedRun } from '@fbrain/core/run/claimed-run';
import type { ClaimRequest, HintPublisher, ReadyHint, RunSource } from '@fbrain/core/transport/transport';
import { confirmWithin } from '../confirm-within.ts';
import type { Database } from './connection.ts';
import type { PostgresListener } from './postgres-transport-listener.ts';
import { notify, packPayloads } from './postgres-transport-notify.ts';
import type { RunClaimer } from './run-claim-store.ts';

/** Says that queues have ready runs; the payload names them. */
const READY_CHANNEL = 'fbrain_ready';
/** No queue name contains it. */
const SEPARATOR = ' ';

export interface PostgresHintPublisherOptions {
  sql: Database;
  listener: PostgresListener;
  confirmTimeoutMs: number;
}

/** Wakes the workers. The runs themselves wait in the table, so a notification names their queues only. */
export class PostgresHintPublisher implements HintPublisher {
  private readonly options: PostgresHintPublisherOptions;
  private readonly queues = new Set<string>();
  private inFlight: Promise<void> = Promise.resolve();
  private next: Promise<void> | null = null;

  constructor(options: PostgresHintPublisherOptions) {
    this.options = options;
  }

  /** Notifications go one after the other; calls made meanwhile share the next one. */
  async publish(hints: readonly ReadyHint[]): Promise<void> {
    if (hints.length === 0) return;
    for (const { queue } of hints) this.queues.add(queue);
    this.next ??= this.inFlight.catch(() => {}).then(() => this.send());
    await this.next;
  }

  /** Always 0: every worker sees all that waits. */
  async backlog(): Promise<number> {
    return 0;
  }

  isConnected(): boolean {
    return this.options.listener.isConnected();
  }

  private async send(): Promise<void> {
    const payloads = packPayloads([...this.queues], SEPARATOR);
    this.queues.clear();
    this.next = null;
    this.inFlight = confirmWithin(
      notify(this.options.sql, READY_CHANNEL, payloads),
      this.options.confirmTimeoutMs,
      'PostgreSQL',
    );
    await this.inFlight;
  }
}

/** Claims straight from the table. Notifications wake it; a lost one is made up for by the dispatcher's next pulse. */
export class PostgresRunSource implements RunSource {
  private readonly listener: PostgresListener;
  private readonly claimer: RunClaimer;
  private queues: readonly string[] = [];
  private onWake: () => void = () => {};
  private claims = 0;
  private isStopped = false;

  constructor(listener: PostgresListener, claimer: RunClaimer) {
    this.listener = listener;
    this.claimer = claimer;
    const onPayload = (payload: string) => {
      if (payload.split(SEPARATOR).some((queue) => this.queues.includes(queue))) this.wake();
    };
    this.listener.listen(READY_CHANNEL, onPayload, () => this.wake());
  }

  async claim(request: ClaimRequest): Promise<ClaimedRun[]> {
    if (this.isStopped || request.limit <= 0 || this.queues.length === 0) return [];
    const turn = this.claims++;
    const order = { lowFirst: isLowTurn(turn), limitedFirst: isLimitedTurn(turn) };
    return await this.claimer.claimNext(this.queues, { ...request, ...order });
  }

  onReady(listener: () => void): void {
    this.onWake = listener;
  }

  async serve(queues: readonly string[]): Promise<void> {
    this.queues = queues;
    this.wake();
  }

  isConnected(): boolean {
    return this.listener.isConnected();
  }

  /** Nothing has to be given back: what is not claimed was never taken. */
  async stop(): Promise<void> {
    this.isStopped = true;
  }

  private wake(): void {
    if (!this.isStopped) this.onWake();
  }
}
