import { pickQueue } from '@fbrain/core/queue/fair-queue';
import { pickBand } from '@fbrain/core/queue/lane-order';
import { PRIORITIES } from '@fbrain/core/run/priority';
import type { ClaimRequest, Lane } from '@fbrain/core/transport/transport';
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

/** The hints of one lane, by arrival. */
interface LaneHints {
  /** Could start in any free slot, as far as is known. */
  open: BufferedHint[];
  /** Need a process of their own, and there was none. */
  held: BufferedHint[];
}

/** The lanes of one band that have hints, by queue. */
type Band = Map<string, LaneHints>;

const sizeOf = ({ open, held }: LaneHints): number => open.length + held.length;
/** Those of a lane that can be tried while there are so many free processes. */
const available = ({ open, held }: LaneHints, processes: number): number =>
  open.length + (processes > 0 ? held.length : 0);
const sum = (band: Band, count: (lane: LaneHints) => number): number =>
  band.values().reduce((total, lane) => total + count(lane), 0);

/** Hints that wait for free slots: most urgent band first, inside it queues by their share, and by arrival inside a queue. */
export class HintBuffer {
  private readonly bands: Band[] = PRIORITIES.map(() => new Map());
  private picks = 0;

  /** All of them. */
  get size(): number {
    return this.bands.reduce((total, band) => total + sum(band, sizeOf), 0);
  }

  /** Those that do not wait for a process. */
  get open(): number {
    return this.bands.reduce((total, band) => total + sum(band, ({ open }) => open.length), 0);
  }

  add(delivery: Delivery, runIds: readonly string[]): void {
    const { open } = this.lane(delivery);
    for (const runId of runIds) open.push({ runId, delivery });
  }

  /** Takes out up to `limit` hints in the order to serve them; of those held no more than there are processes. */
  take({ limit, processLimit, running }: ClaimRequest): BufferedHint[] {
    const slots = new Map(running);
    const slotsOf = (queue: string) => slots.get(queue) ?? 0;
    let processes = processLimit;
    const count = () => this.bands.map((band) => sum(band, (lane) => available(lane, processes)));
    const taken: BufferedHint[] = [];
    for (let waiting = count(); taken.length < limit; ) {
      const picked = pickBand(this.picks, waiting) ?? -1;
      const next = this.takeFirst(picked, processes, slotsOf);
      if (!next) break;
      const { queue } = next.hint.delivery.lane;
      slots.set(queue, slotsOf(queue) + 1);
      waiting[picked] = (waiting[picked] ?? 0) - 1;
      if (next.wasHeld && --processes === 0) waiting = count();
      this.picks++;
      taken.push(next.hint);
    }
    return taken;
  }

  /** Puts hints back in front of the others, in their order. */
  putBack(hints: readonly BufferedHint[]): void {
    for (const hint of hints.toReversed()) this.lane(hint.delivery).open.unshift(hint);
  }

  /** Puts back hints that wait for a process: those behind them need not. */
  hold(hints: readonly BufferedHint[]): void {
    for (const hint of hints) this.lane(hint.delivery).held.push(hint);
  }

  /**
   * Takes out whole deliveries until at most `keep` hints remain: of the least urgent band, there of the queue with the
   * most hints, and there first what waits for a process, then the latest. So a few hints are not crowded out by many.
   * A delivery of which some hints are being claimed stays.
   */
  takeSurplus(keep: number): Delivery[] {
    const surplus = new Set<Delivery>();
    let remaining = this.size;
    for (const band of this.bands.toReversed()) {
      const lanes = [...band.values()].map((lane) => ({ left: sizeOf(lane), deliveries: wholeDeliveries(lane) }));
      while (remaining > keep) {
        const [fullest] = lanes.filter(({ deliveries }) => deliveries.length > 0).sort((a, b) => b.left - a.left);
        const delivery = fullest?.deliveries.pop();
        if (!fullest || !delivery) break;
        surplus.add(delivery);
        fullest.left -= delivery.open;
        remaining -= delivery.open;
      }
    }
    return this.remove((delivery) => surplus.has(delivery));
  }

  /** Takes out all deliveries that match and returns them. */
  remove(isMatch: (delivery: Delivery) => boolean): Delivery[] {
    const removed = new Set<Delivery>();
    const keep = (hint: BufferedHint) => {
      if (!isMatch(hint.delivery)) return true;
      removed.add(hint.delivery);
      return false;
    };
    for (const band of this.bands) {
      for (const [queue, lane] of band) {
        lane.open = lane.open.filter(keep);
        lane.held = lane.held.filter(keep);
        if (sizeOf(lane) === 0) band.delete(queue);
      }
    }
    return [...removed];
  }

  /** The first hint of the queue in a band that is to be served next; undefined = none waits there. */
  private takeFirst(
    number: number,
    processes: number,
    slotsOf: (queue: string) => number,
  ): { hint: BufferedHint; wasHeld: boolean } | undefined {
    const band: Band = this.bands[number] ?? new Map();
    const waiting = band.entries().flatMap(([name, lane]) => (available(lane, processes) > 0 ? [name] : []));
    const queue = pickQueue(waiting, slotsOf);
    const lane = queue === undefined ? undefined : band.get(queue);
    if (queue === undefined || !lane) return undefined;
    const wasHeld = processes > 0 && lane.held.length > 0;
    const hint = (wasHeld ? lane.held : lane.open).shift();
    // To the end: of queues that hold as many slots the one is next that has waited for longest.
    if (band.size > 1 || sizeOf(lane) === 0) band.delete(queue);
    if (sizeOf(lane) > 0) band.set(queue, lane);
    return hint && { hint, wasHeld };
  }

  private lane({ lane: { queue, band: number } }: Delivery): LaneHints {
    const band = this.bands[number];
    if (!band) throw new RangeError(`priority band must be 0, 1 or 2, got ${number}`);
    const lane = band.get(queue) ?? { open: [], held: [] };
    band.set(queue, lane);
    return lane;
  }
}

/** Deliveries whose open hints all wait here: by arrival, those that wait for a process last. */
function wholeDeliveries({ held, open }: LaneHints): Delivery[] {
  const counts = new Map<Delivery, number>();
  for (const { delivery } of [...open, ...held]) counts.set(delivery, (counts.get(delivery) ?? 0) + 1);
  return [...counts].flatMap(([delivery, waiting]) => (waiting < delivery.open ? [] : [delivery]));
}
