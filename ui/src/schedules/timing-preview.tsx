import { Match, Show, Switch } from 'solid-js';
import { ApiError } from '../api/api-error.ts';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { settledData } from '../components/settled-data.ts';
import { Skeleton } from '../components/skeleton.tsx';
import { t } from '../i18n/translate.ts';
import type { ScheduleFormState } from './schedule-form-state.ts';
import { SlotList } from './slot-list.tsx';

/** What the fields mean, as one types: in words, and the next ten slots. What is refused says so at its field. */
export function TimingPreview(props: { form: ScheduleFormState }) {
  const { query, hasTiming } = props.form.preview;
  const isRefused = () => query.error instanceof ApiError && query.error.fields.length > 0;
  return (
    <div class="grid gap-3">
      <Switch fallback={<p class="text-muted">{t('scheduleForm.noTiming')}</p>}>
        <Match when={hasTiming() && isRefused()}>
          <p class="text-muted">{t('scheduleForm.refused')}</p>
        </Match>
        <Match when={hasTiming() && query.isLoadingError && query.error}>
          {(error) => <ProblemNotice error={error()} onRetry={() => void query.refetch()} />}
        </Match>
        <Match when={hasTiming() && query.isPending}>
          <Skeleton rows={8} />
        </Match>
        <Match when={hasTiming() && settledData(query)}>
          {(preview) => (
            <>
              <p class="font-medium" aria-live="polite">
                {preview().inWords}
              </p>
              <SlotList slots={preview().slots} />
              <Show when={preview().slots.length < FULL}>
                <p class="text-xs text-muted">{t('scheduleForm.lastSlot')}</p>
              </Show>
            </>
          )}
        </Match>
      </Switch>
    </div>
  );
}

/** What the server answers unless the timetable ends before. */
const FULL = 10;
