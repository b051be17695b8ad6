import { PRIORITIES } from '@fbrain/core/run/priority';
import type { JsonSchema } from '@fbrain/core/task/task';
import { NAME_PATTERN } from '@fbrain/core/task/task-name';
import { DURATION_PATTERN } from '@fbrain/core/time/duration';
import { t } from '../../i18n/translate.ts';

/** What a run may set besides its input, as a schema: the same form draws it, the same checks and errors apply. */
export const runOptionsSchema = (): JsonSchema => ({
  type: 'object',
  properties: {
    delay: { type: 'string', pattern: DURATION_PATTERN, title: t('option.delay'), description: t('option.delayHint') },
    priority: { enum: [...PRIORITIES], title: t('fact.priority') },
    queue: { type: 'string', pattern: NAME_PATTERN, title: t('column.queue'), description: t('option.queueHint') },
    maxAttempts: { type: 'integer', minimum: 1, title: t('fact.attempts') },
    timeout: {
      type: 'string',
      pattern: DURATION_PATTERN,
      title: t('fact.timeout'),
      description: t('option.timeoutHint'),
    },
    tags: { type: 'array', items: { type: 'string', minLength: 1, maxLength: 100 }, title: t('column.tags') },
    idempotencyKey: {
      type: 'string',
      maxLength: 255,
      pattern: '.+',
      title: t('fact.idempotencyKey'),
      description: t('option.idempotencyHint'),
    },
  },
});
