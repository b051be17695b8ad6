import type { Outcome } from './run-faults.ts';

const SHOWN_VIOLATIONS = 50;

/** The outcome as a table, its faults by kind, and what was violated. */
export function renderReport(outcome: Outcome): string {
  const { options, requests, rescues, strikes, violations } = outcome;
  const perMillion = (count: number) =>
    `${((count * 1e6) / Math.max(outcome.accepted, 1)).toFixed(0)} per million runs`;
  const missing = violations.filter((text) => text.endsWith('exists 0 times')).length;
  const rows: [string, string | number][] = [
    ['seed, transport', `${options.seed}, ${options.transport}`],
    ['faults', strikes.length],
    ['runs accepted', outcome.accepted],
    ['requests accepted / refused / unanswered', `${requests.accepted} / ${requests.refused} / ${requests.unanswered}`],
    ['requests repeated with their key', requests.repeated],
    ['accepted but missing', missing],
    ['attempts recorded / executions', `${outcome.attempts} / ${outcome.executions}`],
    ['done again', `${outcome.doneAgain}, ${perMillion(outcome.doneAgain)}`],
    ['failed as poison after three crashes', `${outcome.poisoned}, ${perMillion(outcome.poisoned)}`],
    ['rescues, p50 / max', spread(rescues.all)],
    ['rescues with all servers up, p50 / max', spread(rescues.undisturbed)],
    ['drained after the last fault', `${outcome.drained.seconds.toFixed(1)} s`],
    ['finished runs watched for changes', outcome.watched],
    ['violations', violations.length],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    ...rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`),
    '',
    ...countByName(outcome),
    ...violations.slice(0, SHOWN_VIOLATIONS).map((text) => `VIOLATION: ${text}`),
    '',
  ].join('\n');
}

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
