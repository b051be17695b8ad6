import type { ScheduleInfo } from '@fbrain/core/schedule/schedule-info';
import { t } from '../i18n/translate.ts';

/** What becomes of missed slots, in a few words. */
export function missedText({ policy, maxCount, maxAge }: ScheduleInfo['missed']): string {
  if (policy === 'skip') return t('missed.skip');
  return policy === 'latest' ? t('schedule.missedLatest', { maxAge }) : t('schedule.missedAll', { maxCount, maxAge });
}
