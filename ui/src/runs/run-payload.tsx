import type { Run } from '@fbrain/core/run/run';
import { type JSX, Show } from 'solid-js';
import { CodeBlock } from '../components/code-block.tsx';
import { JsonTree } from '../components/json-tree.tsx';
import { t } from '../i18n/translate.ts';
import { runCurl } from './run-curl.ts';

/** What went into a run, what came out, and the command that asks for the same again. */
export function RunPayload(props: { run: Run }) {
  return (
    <div class="grid gap-5 p-4">
      <Part title={t('run.output')}>
        <Show when={props.run.state === 'succeeded'} fallback={<p class="text-muted">{t('run.noOutput')}</p>}>
          <JsonTree value={props.run.output} />
        </Show>
      </Part>
      <Part title={t('run.input')}>
        <JsonTree value={props.run.input} />
      </Part>
      <Part title={t('run.curl')}>
        <CodeBlock text={runCurl(location.origin, { task: props.run.task, input: props.run.input })} />
      </Part>
    </div>
  );
}

const Part = (props: { title: string; children: JSX.Element }) => (
  <section>
    <h2 class="pb-1.5 text-xs font-medium text-muted">{props.title}</h2>
    {props.children}
  </section>
);
