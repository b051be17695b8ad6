import type { RetentionChange, RetentionSettings } from '@fbrain/core/retention/retention';
import { useQuery, useQueryClient } from '@tanstack/solid-query';
import { createEffect, createSignal, on, Show } from 'solid-js';
import { Form } from '../components/form.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { QueryView } from '../components/query-view.tsx';
import { TextField } from '../components/text-field.tsx';
import { t } from '../i18n/translate.ts';
import { can } from '../session/session.ts';
import { RetentionExceptions } from './retention-exceptions.tsx';
import { changeRetention, retentionKey, retentionQuery } from './retention-queries.ts';
import { RetentionQuestion } from './retention-question.tsx';
import { type ApplyRetention, isRetention, removalOf } from './retention-removal.ts';

/** How long finished runs are kept: as a rule, and where it differs. */
export function RetentionPage() {
  const query = useQuery(retentionQuery);
  return (
    <Page
      title={t('settings.part.retention')}
      documentTitle={t('settings.part.retention')}
      description={t('retention.about')}
    >
      <QueryView query={query}>{(data) => <RetentionForms settings={data()} />}</QueryView>
    </Page>
  );
}

function RetentionForms(props: { settings: RetentionSettings }) {
  const client = useQueryClient();
  const [asked, setAsked] = createSignal<{ change: RetentionChange; onSent: () => void } | null>(null);
  const send = async (change: RetentionChange, onSent: () => void) => {
    client.setQueryData(retentionKey, await changeRetention(change));
    onSent();
  };
  const apply: ApplyRetention = async (change, onSent = () => {}) => {
    if (removalOf(props.settings, change)) setAsked({ change, onSent });
    else await send(change, onSent);
  };
  const question = () => {
    const held = asked();
    const removal = held && removalOf(props.settings, held.change);
    return held && removal ? { ...held, removal } : null;
  };
  return (
    <div class="grid gap-4 lg:grid-cols-2">
      <Panel title={t('retention.default')} hint={t('retention.hint')}>
        <DefaultRetention settings={props.settings} onApply={apply} />
      </Panel>
      <Panel title={t('retention.exceptions')} hint={t('retention.exceptionsHint')}>
        <RetentionExceptions settings={props.settings} onApply={apply} />
      </Panel>
      <Show when={question()} keyed>
        {({ change, onSent, removal }) => (
          <RetentionQuestion removal={removal} onConfirm={() => send(change, onSent)} onClose={() => setAsked(null)} />
        )}
      </Show>
    </div>
  );
}

function DefaultRetention(props: { settings: RetentionSettings; onApply: ApplyRetention }) {
  const [text, setText] = createSignal<string>(props.settings.default);
  createEffect(
    on(
      () => props.settings.default,
      (rule) => setText(rule),
      { defer: true },
    ),
  );
  return (
    <Form
      onSubmit={() => props.onApply({ default: text().trim() as RetentionSettings['default'] })}
      submitLabel={t('common.save')}
      isComplete={can('settings:write') && isRetention(text()) && text().trim() !== props.settings.default}
    >
      <TextField
        label={t('retention.keep')}
        hint={t('retention.keepHint')}
        class="font-mono"
        pointer="/default"
        disabled={!can('settings:write')}
        value={text()}
        onInput={setText}
      />
    </Form>
  );
}
