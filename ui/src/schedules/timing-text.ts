import type { ScheduleView } from '@fbrain/core/schedule/schedule-preview';
import { locale, t } from '../i18n/translate.ts';
import { formatSlot } from './format-slot.ts';

/** When a schedule fires, in words; the instant of a single slot as this page writes others. */
export const timingText = ({ at, inWords, timezone }: ScheduleView): string =>
  at == null ? inWords : t('schedules.once', { time: formatSlot(at, locale(), timezone) });
