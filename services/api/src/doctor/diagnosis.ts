/** How bad a finding is, the worst last. The place is the exit code of `fbrain-api doctor`. */
export const SEVERITIES = ['ok', 'warning', 'failure'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** One thing that was looked at. */
export interface Finding {
  name: string;
  severity: Severity;
  /** What is, and what to do where it is not well. */
  says: string;
}

export const ok = (name: string, says: string): Finding => ({ name, severity: 'ok', says });
export const warning = (name: string, says: string): Finding => ({ name, severity: 'warning', says });
export const failure = (name: string, says: string): Finding => ({ name, severity: 'failure', says });

export const worstOf = (findings: readonly Finding[]): number =>
  Math.max(0, ...findings.map(({ severity }) => SEVERITIES.indexOf(severity)));

const MARKS: Readonly<Record<Severity, string>> = { ok: 'ok', warning: 'WARNING', failure: 'FAILURE' };

/** One line per finding. */
export function renderFindings(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  return findings
    .map(({ name, severity, says }) => `${MARKS[severity].padEnd(7)}  ${name.padEnd(width)}  ${says}`)
    .join('\n');
}
