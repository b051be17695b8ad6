import type { ScheduleInfo } from '@fbrain/core/schedule/schedule-info';
import { A, useNavigate } from '@solidjs/router';
import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { onCleanup, Show } from 'solid-js';
import { forgetUnanswered } from '../api/unanswered.ts';
import { Button, buttonClass } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { t } from '../i18n/translate.ts';
import { deleteSchedule, fireSchedule, scheduleKeys, setSchedulePaused } from './schedules-queries.ts';

export type ScheduleAction = 'fire' | 'pause' | 'resume' | 'delete';

interface ScheduleActionDialogProps {
  action: ScheduleAction;
  schedule: ScheduleInfo;
  onClose: () => void;
}

/** Asks before something is done with a schedule, in the words of what it does. */
export function ScheduleActionDialog(props: ScheduleActionDialogProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  onCleanup(forgetUnanswered);
  const act = useMutation(() => ({
    /** The id of the run that it started, if it did. */
    mutationFn: () => perform(props.action, props.schedule.id),
    onSuccess: (runId) => {
      if (runId !== null) return;
      props.onClose();
      if (props.action !== 'delete') return;
      // Its page may still be there for a moment: no event must have it ask again for what is gone.
      client.removeQueries({ queryKey: scheduleKeys.one(props.schedule.id) });
      navigate('/schedules');
    },
    onSettled: () => client.invalidateQueries({ queryKey: scheduleKeys.all }),
  }));
  return (
    <Dialog
      isOpen={true}
      onClose={props.onClose}
      title={t(`schedule.${props.action}Title`, { name: props.schedule.name })}
      description={t(`schedule.${props.action}Hint`)}
    >
      <div class="grid gap-4">
        <Show when={act.error}>{(error) => <ProblemNotice error={error()} />}</Show>
        <Show when={act.data}>{(_runId) => <p role="status">{t('schedule.fired')}</p>}</Show>
        <div class="flex justify-end gap-2">
          <Button onClick={props.onClose}>{act.data ? t('action.close') : t('limits.cancel')}</Button>
          <Show
            when={act.data}
            fallback={
              <Button
                look={props.action === 'delete' ? 'danger' : 'primary'}
                disabled={act.isPending}
                onClick={() => act.mutate()}
              >
                {t(`schedule.${props.action}`)}
              </Button>
            }
          >
            {(runId) => (
              <A href={`/runs/${runId()}`} class={buttonClass('primary')}>
                {t('schedule.openRun')}
              </A>
            )}
          </Show>
        </div>
      </div>
    </Dialog>
  );
}

async function perform(action: ScheduleAction, id: string): Promise<string | null> {
  if (action === 'fire') return (await fireSchedule(id)).id;
  if (action === 'delete') await deleteSchedule(id);
  else await setSchedulePaused(id, action === 'pause');
  return null;
}
