/** A vulnerability that the registry knows of one of our packages. */
interface Advisory {
  severity: string;
  title: string;
  url: string;
}

export interface Audit {
  /** Severe enough that nothing may be shipped. */
  blocking: string[];
  /** In words, where the registry could not be asked. */
  unknown: string | null;
}

const BLOCKING = ['high', 'critical'];

/**
 * What `bun audit --json` says. A registry that cannot be reached, or does not answer such questions, is no reason to
 * stop: that nothing is known is said, and the next run asks again.
 */
export function readAudit({ stdout, stderr }: { stdout: string; stderr: string }): Audit {
  const advisories = parse(stdout);
  if (advisories === null) {
    const reason =
      stderr
        .trim()
        .split('\n')
        .findLast((line) => line.trim() !== '') ?? 'it said nothing';
    return { blocking: [], unknown: reason };
  }
  const all = Object.entries(advisories).flatMap(([name, known]) => known.map((advisory) => ({ name, ...advisory })));
  const blocking = all.filter(({ severity }) => BLOCKING.includes(severity));
  return {
    blocking: blocking.map(({ name, severity, title, url }) => `${name} (${severity}): ${title} ${url}`),
    unknown: null,
  };
}

function parse(stdout: string): Record<string, Advisory[]> | null {
  try {
    const parsed: unknown = JSON.parse(stdout);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, Advisory[]>)
      : null;
  } catch {
    return null;
  }
}
