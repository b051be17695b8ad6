import { RETENTION_PATTERN, type RetentionChange, type RetentionSettings } from '@fbrain/core/retention/retention';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/solid-query';
import { createSignal, For, Show } from 'solid-js';
import { getJson, patchJson } from '../api/api-client.ts';
import { IconButton } from '../components/button.tsx';
import { Form } from '../components/form.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { QueryView } from '../components/query-view.tsx';
import { Select } from '../components/select.tsx';
import { TextField } from '../components/text-field.tsx';
import { t } from '../i18n/translate.ts';
import { can } from '../session/session.ts';

const KEY = ['settings', 'retention'] as const;
const retentionQuery = () =>
  queryOptions({
    queryKey: KEY,
    queryFn: ({ signal }) => getJson<RetentionSettings>('/settings/retention', signal),
  });

const isRetention = (text: string): boolean => new RegExp(RETENTION_PATTERN).test(text.trim());

/** How long finished runs are kept: as a rule, and where it differs. */
export function RetentionPage() {
  const query = useQuery(retentionQuery);
  return (
    <Page
      title={t('settings.part.retention')}
      documentTitle={t('settings.part.retention')}
      description={t('retention.about')}
    >
      <QueryView query={query}>
        {(data) => (
          <div class="grid gap-4 lg:grid-cols-2">
            <Panel title={t('retention.default')} hint={t('retention.hint')}>
              <DefaultRetention settings={data()} />
            </Panel>
            <Panel title={t('retention.exceptions')} hint={t('retention.exceptionsHint')}>
              <Exceptions settings={data()} />
            </Panel>
          </div>
        )}
      </QueryView>
    </Page>
  );
}

/** Sends a change and shows what the server made of it. */
function useChange(): (change: RetentionChange) => Promise<void> {
  const client = useQueryClient();
  return async (change) => {
    client.setQueryData(KEY, await patchJson<RetentionSettings>('/settings/retention', change));
  };
}

function DefaultRetention(props: { settings: RetentionSettings }) {
  const change = useChange();
  const [text, setText] = createSignal<string>(props.settings.default);
  return (
    <Form
      onSubmit={() => change({ default: text().trim() as RetentionSettings['default'] })}
      submitLabel={t('common.save')}
      isComplete={can('settings:write') && isRetention(text()) && text().trim() !== props.settings.default}
    >
      <TextField
        label={t('retention.keep')}
        hint={t('retention.keepHint')}
        class="font-mono"
        disabled={!can('settings:write')}
        value={text()}
        onInput={setText}
      />
    </Form>
  );
}

function Exceptions(props: { settings: RetentionSettings }) {
  const change = useChange();
  const [kind, setKind] = createSignal<'queues' | 'tasks'>('tasks');
  const [name, setName] = createSignal('');
  const [keep, setKeep] = createSignal('');
  const all = () =>
    (['queues', 'tasks'] as const).flatMap((of) =>
      Object.entries(props.settings[of]).map(([key, value]) => ({ of, name: key, keep: value })),
    );
  const add = async () => {
    await change({ [kind()]: { [name().trim()]: keep().trim() } });
    setName('');
    setKeep('');
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
                    onClick={() => void change({ [item.of]: { [item.name]: null } })}
                  />
                </Show>
              </span>
            </li>
          )}
        </For>
      </ul>
      <Show when={can('settings:write')}>
        <Form
          onSubmit={add}
          submitLabel={t('retention.add')}
          isComplete={name().trim() !== '' && isRetention(keep())}
          class="border-t pt-4"
        >
          <div class="grid grid-cols-[7rem_1fr_6rem] items-end gap-2">
            <Select
              label={t('retention.of')}
              value={kind()}
              options={(['tasks', 'queues'] as const).map((of) => ({ value: of, label: t(`retention.${of}`) }))}
              onChange={(of) => setKind(of === 'queues' ? 'queues' : 'tasks')}
            />
            <TextField label={t('tokens.name')} class="h-8" value={name()} onInput={setName} />
            <TextField
              label={t('retention.keep')}
              class="h-8 font-mono"
              placeholder="90d"
              value={keep()}
              onInput={setKeep}
            />
          </div>
        </Form>
      </Show>
    </>
  );
}
