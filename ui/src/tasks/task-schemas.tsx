import type { JsonSchema, TaskInfo } from '@fbrain/core/task/task';
import { Show } from 'solid-js';
import { CodeBlock } from '../components/code-block.tsx';
import { t } from '../i18n/translate.ts';

/** What the task takes and answers, for who writes a program that starts it. */
export function TaskSchemas(props: { task: TaskInfo }) {
  return (
    <details class="panel p-4">
      <summary class="w-fit font-medium text-soft hover:text-ink">{t('tasks.schemas')}</summary>
      <div class="grid gap-4 pt-4 lg:grid-cols-2">
        <Schema title={t('tasks.schemaInput')} schema={props.task.inputSchema} />
        <Show when={props.task.outputSchema}>
          {(schema) => <Schema title={t('tasks.schemaOutput')} schema={schema()} />}
        </Show>
      </div>
    </details>
  );
}

const Schema = (props: { title: string; schema: JsonSchema }) => (
  <section class="grid min-w-0 content-start gap-2">
    <h3 class="text-xs text-muted">{props.title}</h3>
    <CodeBlock text={JSON.stringify(props.schema, null, 2)} class="max-h-96 overflow-auto" />
  </section>
);
