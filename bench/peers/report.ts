import { type Latency, median, milliseconds, perSecond } from '../figures.ts';

/** What was measured of one system. */
export interface PeerFigures {
  name: string;
  settings: string;
  budget?: number;
  /** Jobs per second, one of each round. */
  drains: number[];
  enqueues: number[];
  latency?: Latency;
  /** Why it has no figures, or not all. */
  problem?: string;
}

const COLUMNS = ['', 'drain', 'F_BRAIN is', 'budget', 'met', 'enqueue', 'latency p50', 'p99'];

/** The table of medians, what each ran with, and the sentences of those that could not be measured. */
export function renderPeers(figures: readonly PeerFigures[], base: string): string {
  const ours = median(figures.find(({ name }) => name === base)?.drains ?? []);
  const rows = figures.filter(({ drains }) => drains.length > 0).map((each) => row(each, ours, base));
  const widths = COLUMNS.map((title, column) =>
    Math.max(title.length, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const lines = [COLUMNS, ...rows].map((cells) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  const settings = figures.map(({ name, settings }) => `${name}: ${settings}.`);
  const problems = figures.flatMap(({ name, problem }) =>
    problem === undefined ? [] : [`${name} left out: ${problem}`],
  );
  return [...lines, '', ...settings, ...(problems.length > 0 ? ['', ...problems] : [])].join('\n');
}

function row({ name, drains, enqueues, latency, budget }: PeerFigures, ours: number, base: string): string[] {
  const ratio = ours / median(drains);
  const isCompared = name !== base && !Number.isNaN(ratio);
  return [
    name,
    perSecond(median(drains)),
    isCompared ? `${ratio.toFixed(1)} x` : '',
    budget === undefined ? '' : `${budget} x`,
    isCompared && budget !== undefined ? (ratio >= budget ? 'yes' : 'no') : '',
    perSecond(median(enqueues)),
    latency ? milliseconds(latency.p50) : '',
    latency ? milliseconds(latency.p99) : '',
  ];
}
