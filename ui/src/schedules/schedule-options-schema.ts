import type { ScheduleField } from '@fbrain/core/schedule/schedule-info';
import type { JsonSchema } from '@fbrain/core/task/task';
import { DURATION_PATTERN } from '@fbrain/core/time/duration';
import { t } from '../i18n/translate.ts';
import { asObject } from '../tasks/form/resolve-schema.ts';
import { runOptionsSchema } from '../tasks/form/run-options-schema.ts';

/** What the runs of a schedule may set besides their input: the options of a run that make sense more than once. */
export function scheduleOptionsSchema(editable: readonly ScheduleField[]): JsonSchema {
  const { queue, priority, tags, timeout, maxAttempts } = asObject(runOptionsSchema().properties);
  const properties = {
    ...{ queue, priority, tags, timeout, maxAttempts },
    ttl: { type: 'string', pattern: DURATION_PATTERN, title: t('option.ttl'), description: t('option.ttlHint') },
    concurrencyKey: { type: 'string', maxLength: 255, pattern: '.+', title: t('option.concurrencyKey') },
  };
  const shown = Object.entries(properties).filter(([name]) => editable.includes(name as ScheduleField));
  return { type: 'object', properties: Object.fromEntries(shown) as JsonSchema };
}
