import type { RetentionSettings } from '@fbrain/core/retention/retention';
import { useQuery } from '@tanstack/solid-query';
import { createSignal, For, Show } from 'solid-js';
import { IconButton } from '../components/button.tsx';
import { Form } from '../components/form.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { Select } from '../components/select.tsx';
import { settledData } from '../components/settled-data.ts';
import { TextField } from '../components/text-field.tsx';
import { t } from '../i18n/translate.ts';
import { queuesQuery } from '../queues/queues-queries.ts';
import { can } from '../session/session.ts';
import { taskCatalogueQuery } from '../tasks/tasks-queries.ts';
import { type ApplyRetention, isRetention } from './retention-removal.ts';

const KINDS = ['tasks', 'queues'] as const;
type Kind = (typeof KINDS)[number];

/** Tasks and queues whose runs are kept for another time than as a rule. */
export function RetentionExceptions(props: { settings: RetentionSettings; onApply: ApplyRetention }) {
  const [problem, setProblem] = createSignal<Error | null>(null);
  const all = () =>
    KINDS.flatMap((of) => Object.entries(props.settings[of]).map(([name, keep]) => ({ of, name, keep })));
  const remove = (of: Kind, name: string) => {
    setProblem(null);
    void props.onApply({ [of]: { [name]: null } }).catch(setProblem);
  };
  return (
    <>
      <ul class="grid divide-y">
        <For each={all()} fallback={<li class="text-muted">{t('retention.none')}</li>}>
          {(item) => (
            <li class="flex items-center justify-between gap-3 py-1.5">
              <span class="min-w-0 wrap-anywhere">
                <span class="text-muted">{t(`retention.${item.of}`)}</span> {item.name}
              </span>
              <span class="flex items-center gap-2 font-mono text-xs">
                {item.keep}
                <Show when={can('settings:write')}>
                  <IconButton
                    icon="x"
                    label={t('retention.remove', { name: item.name })}
                    onClick={() => remove(item.of, item.name)}
                  />
                </Show>
              </span>
            </li>
          )}
        </For>
      </ul>
      <Show when={problem()}>{(error) => <ProblemNotice error={error()} />}</Show>
      <Show when={can('settings:write')}>
        <NewException onApply={props.onApply} />
      </Show>
    </>
  );
}

function NewException(props: { onApply: ApplyRetention }) {
  const [kind, setKind] = createSignal<Kind>('tasks');
  const [name, setName] = createSignal('');
  const [keep, setKeep] = createSignal('');
  const tasks = useQuery(taskCatalogueQuery);
  const queues = useQuery(queuesQuery);
  const known = () =>
    (kind() === 'tasks' ? settledData(tasks)?.items : settledData(queues)?.items)?.map((item) => item.name) ?? [];
  // Once it is set it stands in the list above.
  const clear = () => {
    setName('');
    setKeep('');
  };
  return (
    <Form
      onSubmit={() => props.onApply({ [kind()]: { [name().trim()]: keep().trim() } }, clear)}
      submitLabel={t('retention.add')}
      isComplete={name().trim() !== '' && isRetention(keep())}
      class="border-t pt-4"
    >
      <div class="grid grid-cols-2 items-start gap-3 sm:grid-cols-[7rem_1fr_6rem]">
        <div class="grid gap-1.5">
          <span class="font-medium">{t('retention.of')}</span>
          <Select
            label={t('retention.of')}
            value={kind()}
            options={KINDS.map((of) => ({ value: of, label: t(`retention.${of}`) }))}
            onChange={(of) => setKind(of === 'queues' ? 'queues' : 'tasks')}
          />
        </div>
        <div class="order-last col-span-2 sm:order-none sm:col-span-1">
          <TextField
            label={t('tokens.name')}
            class="h-8"
            list="retention-names"
            autocomplete="off"
            value={name()}
            onInput={setName}
          />
          <datalist id="retention-names">
            <For each={known()}>{(each) => <option value={each} />}</For>
          </datalist>
        </div>
        <TextField
          label={t('retention.keep')}
          class="h-8 font-mono"
          placeholder="90d"
          pointer={`/${kind()}`}
          value={keep()}
          onInput={setKeep}
        />
      </div>
    </Form>
  );
}
