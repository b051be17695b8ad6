import { pickBand } from '@fbrain/core/queue/lane-order';
import { PRIORITIES } from '@fbrain/core/run/priority';
import type { Lane } from '@fbrain/core/transport/transport';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';

/** A message that is not acknowledged yet. */
export interface Delivery {
  message: ConsumeMessage;
  /** Only the channel that brought it may settle it. */
  channel: ConfirmChannel;
  lane: Lane;
  /** Hints of it that are not done; some of them may be in a claim. */
  open: number;
}

export interface BufferedHint {
  runId: string;
  delivery: Delivery;
}

/** Hints that wait for free slots, most urgent band first and by arrival inside it. */
export class HintBuffer {
  private bands: BufferedHint[][] = PRIORITIES.map(() => []);
  private picks = 0;

  get size(): number {
    return this.bands.reduce((sum, hints) => sum + hints.length, 0);
  }

  add(delivery: Delivery, runIds: readonly string[]): void {
    const band = this.band(delivery);
    for (const runId of runIds) band.push({ runId, delivery });
  }

  /** Takes out up to `limit` hints in the order to serve them. */
  take(limit: number): BufferedHint[] {
    const taken: BufferedHint[] = [];
    while (taken.length < limit) {
      const waiting = this.bands.map((hints) => hints.length);
      const band = pickBand(this.picks, waiting);
      const hint = band === undefined ? undefined : this.bands[band]?.shift();
      if (!hint) break;
      this.picks++;
      taken.push(hint);
    }
    return taken;
  }

  /** Puts hints back in front of the others, in their order. */
  putBack(hints: readonly BufferedHint[]): void {
    for (const hint of hints.toReversed()) this.band(hint.delivery).unshift(hint);
  }

  /**
   * Takes out whole deliveries, least urgent and latest first, until at most `keep` hints remain. A delivery of which
   * some hints are being claimed stays.
   */
  takeSurplus(keep: number): Delivery[] {
    const surplus = new Set<Delivery>();
    let remaining = this.size;
    for (const [delivery, waiting] of [...this.countByDelivery()].toReversed()) {
      if (remaining <= keep) break;
      if (waiting < delivery.open) continue;
      surplus.add(delivery);
      remaining -= waiting;
    }
    return this.remove((delivery) => surplus.has(delivery));
  }

  /** Takes out all deliveries that match and returns them. */
  remove(isMatch: (delivery: Delivery) => boolean): Delivery[] {
    const removed = [...this.countByDelivery().keys()].filter(isMatch);
    this.bands = this.bands.map((hints) => hints.filter(({ delivery }) => !isMatch(delivery)));
    return removed;
  }

  /** How many hints of each delivery wait here, most urgent delivery first. */
  private countByDelivery(): Map<Delivery, number> {
    const counts = new Map<Delivery, number>();
    for (const { delivery } of this.bands.flat()) counts.set(delivery, (counts.get(delivery) ?? 0) + 1);
    return counts;
  }

  private band({ lane }: Delivery): BufferedHint[] {
    const band = this.bands[lane.band];
    if (!band) throw new RangeError(`priority band must be 0, 1 or 2, got ${lane.band}`);
    return band;
  }
}
