import type { Worker } from '@fbrain/core/worker/worker';
import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { t, tn } from '../i18n/translate.ts';
import { Allowed } from '../session/allowed.tsx';
import { drainWorker, workerKeys } from './workers-queries.ts';

/** Has a worker take no more runs, after a question: it takes some again only when its process is started anew. */
export function DrainButton(props: { worker: Worker }) {
  const [isAsking, setIsAsking] = createSignal(false);
  return (
    <Allowed to="workers:write">
      <Button icon="circle-pause" onClick={() => setIsAsking(true)}>
        <span class="sr-only sm:not-sr-only">{t('workers.drain')}</span>
      </Button>
      <DrainDialog worker={props.worker} isOpen={isAsking()} onClose={() => setIsAsking(false)} />
    </Allowed>
  );
}

function DrainDialog(props: { worker: Worker; isOpen: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const drain = useMutation(() => ({
    mutationFn: () => drainWorker(props.worker.id),
    onSuccess: () => props.onClose(),
    onSettled: () => client.invalidateQueries({ queryKey: workerKeys.all }),
  }));
  const close = () => {
    drain.reset();
    props.onClose();
  };
  return (
    <Dialog
      isOpen={props.isOpen}
      onClose={close}
      title={t('workers.drainTitle', { worker: props.worker.name })}
      description={`${tn('workers.drainRuns', props.worker.busySlots)} ${t('workers.drainHint')}`}
    >
      <div class="grid gap-4">
        <Show when={drain.error}>{(error) => <ProblemNotice error={error()} />}</Show>
        <div class="flex justify-end gap-2">
          <Button onClick={close}>{t('workers.keep')}</Button>
          <Button look="danger" disabled={drain.isPending} onClick={() => drain.mutate()}>
            {t('workers.drain')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
