import type { RateLimit } from '@fbrain/core/task/rate-limit';
import { t } from '../i18n/translate.ts';

/** A rate limit in words, with its burst where that is not what one would think. */
export const rateText = ({ limit, per, burst }: RateLimit): string =>
  burst === limit ? t('limits.rate', { limit, per }) : t('limits.rateWithBurst', { limit, per, burst });
