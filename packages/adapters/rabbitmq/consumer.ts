import type { ClaimedRun } from '@fbrain/core/run/claimed-run';
import type { ClaimRequest, Lane, RunSource } from '@fbrain/core/transport/transport';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { Logger } from '../logging/logger.ts';
import type { RunClaimer } from '../postgres/run-claim-store.ts';
import type { RabbitConnection } from './connection.ts';
import { type BufferedHint, type Delivery, HintBuffer } from './hint-buffer.ts';
import { decodeHints } from './hint-message.ts';
import { KeptChannel } from './kept-channel.ts';
import { LaneConsumers } from './lane-consumers.ts';
import { declareQuarantine, quarantine } from './quarantine.ts';
import { StallWatch } from './stall-watch.ts';
import { lanesOf, type Topology } from './topology.ts';

/** Hints wait this long for free slots, then other workers get them. */
const HAND_BACK_EVERY_MS = 200;
/** A busy worker keeps what it takes in about a second at its present pace, and hands back the rest. */
const KEEP_PERIODS = 5;
/** Statements of one claim at most, when hint after hint turns out to be stale. */
const MAX_ROUNDS = 8;

export interface RabbitRunSourceOptions {
  connection: RabbitConnection;
  topology: Topology;
  claimer: RunClaimer;
  /** Runs that the worker executes at once. */
  slots: number;
  logger: Logger;
  checkEveryMs: number;
  onQuarantined?: () => void;
  onStall?: () => void;
}

/**
 * Turns hints from RabbitMQ into claimed runs. A message is acknowledged as soon as all its hints are done, that is
 * claimed and committed, or stale. What waits too long goes back to the front of its lane.
 */
export class RabbitRunSource implements RunSource {
  private readonly options: RabbitRunSourceOptions;
  private readonly buffer = new HintBuffer();
  private readonly consumers: LaneConsumers;
  private readonly kept: KeptChannel;
  private readonly stallWatch: StallWatch;
  private listener: () => void = () => {};
  private lanes: Lane[] = [];
  /** Runs that executed here when the latest claim was made, and those it claimed, by queue. */
  private running = new Map<string, number>();
  private received = 0;
  private isPaused = false;
  private isStopped = false;
  /** The latest claim got less than it asked for: the worker has free slots and waits for `onReady`. */
  private isHungry = true;
  private handBackTimer: ReturnType<typeof setTimeout> | null = null;
  /** Since the latest hand-back. */
  private claims = 0;
  private taken = 0;

  constructor(options: RabbitRunSourceOptions) {
    this.options = options;
    const { connection, topology, slots, logger } = options;
    this.consumers = new LaneConsumers(topology, slots, (...message) => this.receive(...message));
    this.kept = new KeptChannel({
      connection,
      logger,
      setup: async (channel) => {
        await declareQuarantine(options, topology.names.quarantine);
        await this.consumers.attach(channel);
      },
      onLost: (channel) => this.forget(channel),
    });
    this.stallWatch = new StallWatch({
      checkEveryMs: options.checkEveryMs,
      isWaiting: () => this.isHungry && !this.isPaused && this.isConnected() && this.buffer.size === 0,
      received: () => this.received,
      countReady: async () => {
        const counts = await Promise.all(this.lanes.map((lane) => topology.countReady(lane)));
        return counts.reduce((sum, count) => sum + count, 0);
      },
      onStall: () => {
        options.onStall?.();
        this.kept.reopen('messages wait, but none is delivered');
      },
    });
  }

  isConnected(): boolean {
    return this.kept.current !== null;
  }

  onReady(listener: () => void): void {
    this.listener = listener;
  }

  async serve(queues: readonly string[]): Promise<void> {
    this.lanes = queues.flatMap(lanesOf);
    await this.consume();
    const isServed = ({ lane }: Delivery) => queues.includes(lane.queue);
    this.requeue(this.buffer.remove((delivery) => !isServed(delivery)));
  }

  async claim(request: ClaimRequest): Promise<ClaimedRun[]> {
    if (this.isStopped || request.limit <= 0) return [];
    this.claims++;
    this.running = new Map(request.running);
    const claimed: ClaimedRun[] = [];
    const left: BufferedHint[] = [];
    try {
      for (let round = 0; round < MAX_ROUNDS && claimed.length < request.limit; round++) {
        // Which of the claimed ones took a process is unknown here, so only the first to claim any may take one.
        const processLimit = claimed.length === 0 ? request.processLimit : 0;
        const hints = this.buffer.take({ limit: request.limit - claimed.length, processLimit, running: this.running });
        if (hints.length === 0) break;
        await this.claimHints(hints, { limit: hints.length, processLimit }, claimed, left);
      }
    } catch (error) {
      // What is claimed is committed: the worker must get it, and meets the error with its next claim.
      if (claimed.length === 0) throw error;
    } finally {
      this.afterClaim(request, claimed, left);
    }
    return claimed;
  }

  async stop(): Promise<void> {
    if (this.isStopped) return;
    this.isStopped = true;
    this.stallWatch.stop();
    clearTimeout(this.handBackTimer ?? undefined);
    this.buffer.remove(() => true);
    // RabbitMQ gives what a closed channel had not acknowledged to other workers, in its old order.
    await this.kept.close();
  }

  private receive(channel: ConfirmChannel, lane: Lane, message: ConsumeMessage): void {
    this.received++;
    const runIds = decodeHints(message.content, message.properties.contentType);
    if ('fault' in runIds) {
      this.options.logger.warn('A message that is no hint went to quarantine', { queue: lane.queue, ...runIds });
      this.options.onQuarantined?.();
      quarantine(channel, this.options.topology.names.quarantine, message, runIds.fault);
      return;
    }
    this.buffer.add({ message, channel, lane, open: runIds.length }, runIds);
    this.handBackLater();
    this.listener();
  }

  /** Claims the runs of some hints; what is neither claimed nor left was stale. */
  private async claimHints(
    hints: BufferedHint[],
    request: ClaimRequest,
    claimed: ClaimedRun[],
    left: BufferedHint[],
  ): Promise<void> {
    const runIds = hints.map(({ runId }) => runId);
    const answer = await this.options.claimer.claimByIds(runIds, request).catch((error) => {
      this.putBack(hints);
      throw error;
    });
    for (const run of answer.claimed) {
      claimed.push(run);
      this.running.set(run.queue, this.slotsOf(run) + 1);
    }
    const leftIds = new Set(answer.left);
    for (const hint of hints) {
      if (leftIds.has(hint.runId)) left.push(hint);
      else this.finish(hint.delivery);
    }
  }

  private afterClaim(request: ClaimRequest, claimed: readonly ClaimedRun[], left: readonly BufferedHint[]): void {
    this.buffer.hold(this.settleable(left));
    this.handBackLater();
    this.isHungry = claimed.length < request.limit;
    if (this.isPaused && this.buffer.open < request.limit) this.resume();
    // An empty answer makes the worker wait for a call.
    if (claimed.length === 0 && this.buffer.open > 0) setImmediate(() => this.listener());
  }

  private finish(delivery: Delivery): void {
    this.taken++;
    delivery.open--;
    if (delivery.open === 0 && this.isAlive(delivery)) delivery.channel.ack(delivery.message);
  }

  private putBack(hints: readonly BufferedHint[]): void {
    this.buffer.putBack(this.settleable(hints));
    this.handBackLater();
  }

  /** Hints of a lost channel are delivered again. */
  private settleable(hints: readonly BufferedHint[]): BufferedHint[] {
    return hints.filter(({ delivery }) => this.isAlive(delivery));
  }

  private isAlive(delivery: Delivery): boolean {
    return !this.isStopped && this.consumers.isOn(delivery.channel);
  }

  private forget(channel: ConfirmChannel): void {
    this.consumers.detach(channel);
    this.buffer.remove((delivery) => delivery.channel === channel);
  }

  private handBackLater(): void {
    if (this.handBackTimer || this.isStopped || this.buffer.size === 0) return;
    this.claims = 0;
    this.taken = 0;
    this.handBackTimer = setTimeout(() => void this.handBack(), HAND_BACK_EVERY_MS);
  }

  /** Gives back what this worker does not get to, and stops consuming until it has free slots. */
  private async handBack(): Promise<void> {
    const keep = this.taken * KEEP_PERIODS;
    // A worker that waits for work goes on consuming: what it keeps waits for a process, other work does not.
    const isWaiting = this.isHungry && (this.claims > 0 || this.buffer.open === 0);
    if (this.buffer.size > keep && !isWaiting) {
      this.isPaused = true;
      await this.consume();
    }
    this.requeue(this.buffer.takeSurplus(keep));
    this.handBackTimer = null;
    this.handBackLater();
  }

  private resume(): void {
    this.isPaused = false;
    void this.consume();
  }

  private async consume(): Promise<void> {
    // In the order in which their hints would be served: the first one that arrives may take the only free slot.
    const lanes = this.lanes.toSorted((a, b) => a.band - b.band || this.slotsOf(a) - this.slotsOf(b));
    // Failing means that the channel is gone: the next one gets all wanted lanes.
    await this.consumers.want(this.isPaused ? [] : lanes).catch(() => {});
  }

  private slotsOf({ queue }: Pick<Lane, 'queue'>): number {
    return this.running.get(queue) ?? 0;
  }

  private requeue(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) {
      if (this.isAlive(delivery)) delivery.channel.nack(delivery.message, false, true);
    }
  }
}
