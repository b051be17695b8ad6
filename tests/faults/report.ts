import type { Outcome } from './run-faults.ts';

const SHOWN_VIOLATIONS = 50;

/** The outcome as a Markdown table, its faults by kind, and what was violated. */
export function renderReport(outcome: Outcome): string {
  const rows = toRows(outcome);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [
    line(rows[0] ?? []),
    `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
    ...rows.slice(1).map(line),
    '',
    ...countByName(outcome),
    ...outcome.violations.slice(0, SHOWN_VIOLATIONS).map((text) => `VIOLATION: ${text}`),
    '',
  ].join('\n');
}

function toRows({ options, figures, requests, rescues, ...outcome }: Outcome): [string, string][] {
  const perMillion = (count: number) => `${((count * 1e6) / Math.max(figures.accepted, 1)).toFixed(0)}`;
  return [
    ['', options.transport === 'rabbitmq' ? 'RabbitMQ' : 'PostgreSQL'],
    ['seed, seconds, faults', list(options.seed, Math.round(outcome.seconds), outcome.strikes.length)],
    ['runs accepted, accepted but missing', list(figures.accepted, figures.missing)],
    [
      'succeeded, failed, cancelled, expired',
      list(figures.succeeded, figures.failed, figures.cancelled, figures.expired),
    ],
    ['requests accepted, refused, unanswered', list(requests.accepted, requests.refused, requests.unanswered)],
    ['requests repeated with their key, cancels asked', list(requests.repeated, outcome.cancels)],
    ['attempts recorded, executions', list(figures.attempts, figures.executions)],
    ['attempts whose worker was lost, worked on all the same', list(figures.lost, figures.zombies)],
    ['done again, per million runs', perMillion(figures.doneAgain)],
    ['failed as poison, per million runs', perMillion(figures.poisoned)],
    ['limits that were full, rates, exceeded', list(outcome.fullLimits, outcome.rates, outcome.exceededLimits)],
    ['rescues with all servers up, p50 / max', spread(rescues.undisturbed)],
    ['rescues while servers and networks fail too, p50 / max', spread(rescues.all)],
    ['slots of schedules fired, skipped or missed', list(figures.slotsFired, figures.slotsLost)],
    ['finished rows compared with the end, changed', list(outcome.watched, outcome.changed)],
    ['drained after the last fault', `${outcome.drained.seconds.toFixed(1)} s`],
    ['violations', list(outcome.violations.length)],
  ];
}

const list = (...counts: number[]): string => counts.map((count) => grouped(count)).join(', ');

/** 1234567 as "1 234 567". */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ' ');

function countByName({ strikes }: Outcome): string[] {
  const groups = Map.groupBy(strikes, ({ name }) => name);
  return [...groups].map(([name, { length }]) => `${String(length).padStart(5)} × ${name}`).sort();
}

function spread(times: readonly number[]): string {
  const seconds = (ms: number | undefined) => `${((ms ?? 0) / 1_000).toFixed(1)} s`;
  return times.length === 0
    ? 'none'
    : `${seconds(times[Math.floor(times.length / 2)])} / ${seconds(times.at(-1))} of ${times.length}`;
}
