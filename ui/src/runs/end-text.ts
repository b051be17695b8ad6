import { estimateLeft } from '@fbrain/core/overview/estimate-end';
import type { RunSummary } from '@fbrain/core/run/run';
import { formatElapsed } from '../format/format-elapsed.ts';
import { t } from '../i18n/translate.ts';

/**
 * When a run that executes probably ends, in words; nothing where nobody knows.
 * @param typicalMs what its task takes as a rule; null = nothing is known
 */
export function endText(
  run: Pick<RunSummary, 'progress' | 'startedAt' | 'createdAt'>,
  typicalMs: number | null,
  nowMs: number,
): string {
  const startedAtMs = Date.parse(run.startedAt ?? run.createdAt);
  const leftMs = estimateLeft({ startedAtMs, nowMs, fraction: run.progress?.fraction ?? null, typicalMs });
  if (leftMs === null) return '';
  if (leftMs > 1_000) return t('overview.left', { time: roughly(leftMs) });
  const isLate = typicalMs !== null && nowMs - startedAtMs > typicalMs * 1.5;
  return isLate && run.progress === null
    ? t('overview.longer', { time: formatElapsed(typicalMs) })
    : t('overview.soon');
}

/** A guess has no tenths of a second. */
const roughly = (ms: number): string => (ms < 59_500 ? `${Math.ceil(ms / 1_000)} s` : formatElapsed(ms));
