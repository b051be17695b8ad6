import type { Run } from '@fbrain/core/run/run';
import { canTransition } from '@fbrain/core/run/run-state';
import { A } from '@solidjs/router';
import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { Button, buttonClass } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Icon } from '../components/icon.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { t } from '../i18n/translate.ts';
import { Allowed } from '../session/allowed.tsx';
import { cancelRun, runKeys } from './runs-queries.ts';

/** What can be done with a run: cancel it while it is unfinished, start another like it at any time. */
export function RunActions(props: { run: Run }) {
  const [isAsking, setIsAsking] = createSignal(false);
  return (
    <Allowed to="runs:write">
      <Show when={canTransition(props.run.state, 'cancelled')}>
        <Button icon="circle-slash" disabled={props.run.cancelRequestedAt !== null} onClick={() => setIsAsking(true)}>
          {props.run.cancelRequestedAt === null ? t('run.cancel') : t('run.cancelling')}
        </Button>
      </Show>
      <A
        href={`/tasks/${encodeURIComponent(props.run.task)}?from=${props.run.id}`}
        class={`print:hidden ${buttonClass('secondary')}`}
      >
        <Icon name="rotate" class="-ml-0.5 size-4" />
        {t('run.again')}
      </A>
      <CancelDialog run={props.run} isOpen={isAsking()} onClose={() => setIsAsking(false)} />
    </Allowed>
  );
}

function CancelDialog(props: { run: Run; isOpen: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const cancel = useMutation(() => ({
    mutationFn: () => cancelRun(props.run.id),
    onSuccess: () => props.onClose(),
    onSettled: () => client.invalidateQueries({ queryKey: runKeys.one(props.run.id) }),
  }));
  const close = () => {
    cancel.reset();
    props.onClose();
  };
  return (
    <Dialog
      isOpen={props.isOpen}
      onClose={close}
      title={t('run.cancelTitle', { task: props.run.task })}
      description={props.run.state === 'running' ? t('run.cancelRunning') : t('run.cancelWaiting')}
    >
      <div class="grid gap-4">
        <Show when={cancel.error}>{(error) => <ProblemNotice error={error()} />}</Show>
        <div class="flex justify-end gap-2">
          <Button onClick={close}>{t('run.keep')}</Button>
          <Button look="danger" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
            {t('run.cancel')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
