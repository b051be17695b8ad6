import type { SlotGlance } from '@fbrain/core/schedule/schedule-info';
import { locale, t } from '../i18n/translate.ts';

/** What a slot looks like in a sparkline: fewer than there are states, so that each has a shape of its own. */
export type GlanceKind = 'succeeded' | 'failed' | 'cancelled' | 'running' | 'fired' | 'skipped' | 'missed';

/** `fired`: of its run nothing is known any more. `running`: the run has not ended, whatever it waits for. */
export function glanceKind({ outcome, runState }: Pick<SlotGlance, 'outcome' | 'runState'>): GlanceKind {
  if (outcome !== 'fired') return outcome;
  if (runState === null) return 'fired';
  if (runState === 'failed' || runState === 'expired') return 'failed';
  return runState === 'succeeded' || runState === 'cancelled' ? runState : 'running';
}

/** The sparkline in words: "10 latest slots: Succeeded 8, Failed 1, Skipped 1". */
export function glanceText(slots: readonly SlotGlance[]): string {
  const counts = new Map<GlanceKind, number>();
  for (const slot of slots) {
    const kind = glanceKind(slot);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const parts = [...counts].map(([kind, count]) => `${t(`state.${kind}`)} ${count.toLocaleString(locale())}`);
  return t('schedules.recent', { count: slots.length, outcomes: parts.join(', ') });
}
