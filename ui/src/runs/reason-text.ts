import { MAX_AHEAD, type RunReason } from '@fbrain/core/run/run-explanation';
import { formatAbsolute } from '../format/format-time.ts';
import { locale, t } from '../i18n/translate.ts';
import { rateText } from '../queues/rate-text.ts';

/** A reason in the language of the reader. What is rare stays in the words of the server. */
export function reasonText(reason: RunReason): string {
  const { code, message, dueAt, queue = '', task = '', limit = 0, running = 0, limitName = '' } = reason;
  const ahead = aheadText(reason.ahead ?? 0);
  const at = dueAt === undefined ? '' : formatAbsolute(dueAt, locale());
  switch (code) {
    case 'limit-reached':
      return t(queue === '' ? 'why.limit-reached' : 'why.queue-limit-reached', { running, limit, name: limitName });
    case 'rate-limited':
      return t('why.rate-limited', { name: limitName, at, rate: reason.rate ? rateText(reason.rate) : '' });
    case 'limit-freed':
    case 'no-worker':
    case 'just-queued':
    case 'hint-lost':
    case 'blocked':
    case 'due-now':
      return t(`why.${code}`);
    case 'queue-paused':
    case 'no-worker-for-queue':
      return t(`why.${code}`, { queue });
    case 'no-worker-for-task':
      return t('why.no-worker-for-task', { task });
    case 'due-later':
    case 'snoozed':
    case 'retry-later':
      return t(`why.${code}`, { at });
    case 'slots-busy':
      return t('why.slots-busy', { slots: reason.slots ?? 0, ahead });
    case 'behind-others':
      return t('why.behind-others', { ahead });
    default:
      return message;
  }
}

/** Counting ends at a bound. */
const aheadText = (ahead: number): string => `${ahead >= MAX_AHEAD ? '≥ ' : ''}${ahead.toLocaleString(locale())}`;
