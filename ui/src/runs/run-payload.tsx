import type { Run } from '@fbrain/core/run/run';
import { MASK_TEXT, SECRET_MARK } from '@fbrain/core/secret/sealed-json';
import { type JSX, Show } from 'solid-js';
import { CodeBlock } from '../components/code-block.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { JsonTree } from '../components/json-tree.tsx';
import { t } from '../i18n/translate.ts';
import { Allowed } from '../session/allowed.tsx';
import { runCurl } from './run-curl.ts';
import { runTypeScript } from './run-typescript.ts';
import { sameRequest } from './same-request.ts';

/** What stands for a secret in an answer. */
const MASK = JSON.stringify({ [SECRET_MARK]: MASK_TEXT });

/** What went into a run, what came out, and what asks for the same again. */
export function RunPayload(props: { run: Run }) {
  const request = () => sameRequest(props.run);
  return (
    <Allowed to="payloads:read" fallback={<HiddenPayload />}>
      <div class="grid gap-5 p-4">
        <Part title={t('run.output')}>
          <Show when={props.run.state === 'succeeded'} fallback={<p class="text-muted">{t('run.noOutput')}</p>}>
            <JsonTree value={props.run.output} name="output" />
          </Show>
        </Part>
        <Part title={t('run.input')}>
          <JsonTree value={props.run.input} name="input" />
        </Part>
        <Show when={Object.keys(props.run.metadata).length > 0}>
          <Part title={t('run.metadata')}>
            <JsonTree value={props.run.metadata} name="metadata" />
          </Part>
        </Show>
        <div class="grid gap-5 print:hidden">
          <Show when={JSON.stringify(props.run.input).includes(MASK)}>
            <p class="text-muted">{t('run.codeSecrets')}</p>
          </Show>
          <Part title={t('run.curl')}>
            <CodeBlock text={runCurl(location.origin, request())} />
          </Part>
          <Part title={t('run.typescript')}>
            <CodeBlock text={runTypeScript(location.origin, request())} />
          </Part>
        </div>
      </div>
    </Allowed>
  );
}

/** In place of what the role of the viewer leaves out. */
export const HiddenPayload = () => (
  <EmptyState icon="key" title={t('run.hidden')} hint={t('run.hiddenHint', { permission: 'payloads:read' })} />
);

const Part = (props: { title: string; children: JSX.Element }) => (
  <section>
    <h2 class="pb-1.5 text-xs font-medium text-muted">{props.title}</h2>
    {props.children}
  </section>
);
