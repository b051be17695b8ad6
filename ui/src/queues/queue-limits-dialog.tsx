import type { Queue } from '@fbrain/core/queue/queue';
import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
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
  const field = (name: keyof LimitsForm) => ({
    value: form()[name],
    onInput: (text: string) => setForm({ ...form(), [name]: text }),
  });
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
        <LimitField label={t('limits.concurrency')} placeholder={t('limits.none')} {...field('concurrency')} />
        <div class="grid grid-cols-3 items-end gap-3">
          <LimitField label={t('limits.starts')} placeholder={t('limits.none')} {...field('limit')} />
          <LimitField label={t('limits.per')} isText {...field('per')} />
          <LimitField label={t('limits.burst')} placeholder={form().limit} {...field('burst')} />
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

function LimitField(props: {
  label: string;
  value: string;
  onInput: (text: string) => void;
  placeholder?: string;
  isText?: boolean;
}) {
  return (
    <label class="grid gap-1.5">
      <span class="font-medium">{props.label}</span>
      <input
        type="text"
        inputmode={props.isText ? 'text' : 'numeric'}
        class="input tabular-nums"
        placeholder={props.placeholder}
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </label>
  );
}
