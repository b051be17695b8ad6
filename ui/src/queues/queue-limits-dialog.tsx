import type { Queue } from '@fbrain/core/queue/queue';
import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { faultAt } from '../api/api-error.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { TextField } from '../components/text-field.tsx';
import { t } from '../i18n/translate.ts';
import { type LimitsForm, toLimitsBody, toLimitsForm } from './limits-form.ts';
import { queueKeys, setQueueLimits } from './queues-queries.ts';

/** Changes how many runs of a queue run at once and how many start within a time. */
export function QueueLimitsDialog(props: { queue: Queue; onClose: () => void }) {
  const client = useQueryClient();
  // What is typed stays, although the queue is read again meanwhile.
  const [form, setForm] = createSignal(toLimitsForm(props.queue));
  const save = useMutation(() => ({
    mutationFn: () => setQueueLimits(props.queue.name, toLimitsBody(form())),
    onSuccess: () => props.onClose(),
    onSettled: () => client.invalidateQueries({ queryKey: queueKeys.all }),
  }));
  const change = (name: keyof LimitsForm) => (text: string) => {
    save.reset();
    setForm({ ...form(), [name]: text });
  };
  return (
    <Dialog
      isOpen={true}
      onClose={props.onClose}
      title={t('limits.title', { queue: props.queue.name })}
      description={t('limits.hint')}
    >
      <form
        class="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextField
          label={t('limits.concurrency')}
          inputmode="numeric"
          placeholder={t('limits.none')}
          value={form().concurrency}
          fault={faultAt(save.error, '/concurrency')}
          onInput={change('concurrency')}
        />
        <div class="grid grid-cols-3 items-start gap-3">
          <TextField
            label={t('limits.starts')}
            inputmode="numeric"
            placeholder={t('limits.none')}
            value={form().limit}
            fault={faultAt(save.error, '/rate/limit')}
            onInput={change('limit')}
          />
          <TextField
            label={t('limits.per')}
            value={form().per}
            fault={faultAt(save.error, '/rate/per')}
            onInput={change('per')}
          />
          <TextField
            label={t('limits.burst')}
            inputmode="numeric"
            placeholder={form().limit}
            value={form().burst}
            fault={faultAt(save.error, '/rate/burst')}
            onInput={change('burst')}
          />
        </div>
        <Show when={save.error}>{(error) => <ProblemNotice error={error()} />}</Show>
        <div class="flex justify-end gap-2">
          <Button onClick={props.onClose}>{t('limits.cancel')}</Button>
          <Button type="submit" look="primary" disabled={save.isPending}>
            {t('limits.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
