const UNITS = [
  { suffix: 'd', ms: 86_400_000 },
  { suffix: 'h', ms: 3_600_000 },
  { suffix: 'm', ms: 60_000 },
  { suffix: 's', ms: 1_000 },
] as const;

/** A measured time span for people, two units at most: "840 ms", "12.4 s", "3 m 05 s", "2 h 00 m", "3 d 04 h". */
export function formatElapsed(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole < 1_000) return `${whole} ms`;
  // Below a minute a tenth of a second still matters; the check is on the rounded text so that 59.96 s is a minute.
  if (whole < 59_950) return `${(whole / 1_000).toFixed(1)} s`;
  const seconds = Math.round(whole / 1_000) * 1_000;
  const index = UNITS.findIndex((unit) => seconds >= unit.ms);
  const [large, small] = [UNITS[index], UNITS[index + 1]];
  if (!large || !small) return `${seconds / 1_000} s`;
  const rest = Math.floor((seconds % large.ms) / small.ms);
  return `${Math.floor(seconds / large.ms)} ${large.suffix} ${String(rest).padStart(2, '0')} ${small.suffix}`;
}
