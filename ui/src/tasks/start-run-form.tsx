import type { TaskInfo } from '@fbrain/core/task/task';
import { createEffect, For, onMount, Show } from 'solid-js';
import { Button } from '../components/button.tsx';
import { CodeBlock } from '../components/code-block.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { t } from '../i18n/translate.ts';
import { runCurl } from '../runs/run-curl.ts';
import { RunLink } from '../runs/run-link.tsx';
import { Allowed } from '../session/allowed.tsx';
import { EarlierInputs } from './earlier-inputs.tsx';
import { JsonEditor } from './form/json-editor.tsx';
import { SchemaForm } from './form/schema-form.tsx';
import { createStartForm, type GivenRun, type StartFormState } from './start-form-state.ts';

const CONTROL = 'input:not([type=hidden], [type=file]), textarea, select';

/** Starts a run of a task: a form drawn from its schema, and the same input as JSON beside it, always in step. */
export function StartRunForm(props: { task: TaskInfo; given: GivenRun | undefined }) {
  const form = createStartForm(props.task, props.given);
  let element: HTMLFormElement | undefined;
  // Who comes to start one, from the palette, goes on typing.
  onMount(() => location.hash === '#start' && element?.querySelector<HTMLElement>(CONTROL)?.focus());
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!form.submit()) queueMicrotask(() => element?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) element?.requestSubmit();
  };
  return (
    <form
      ref={element}
      novalidate
      class="grid grid-cols-1 items-start gap-5 lg:grid-cols-2"
      onSubmit={submit}
      onKeyDown={onKeyDown}
    >
      <section class="panel grid min-w-0 grid-cols-1 gap-5 p-4">
        <InputHeading form={form} />
        <Show when={props.given}>
          {(given) => (
            <p class="-mt-2 flex flex-wrap items-center gap-x-2 text-muted">
              {t('form.replayOf')} <RunLink id={given().id} />
            </p>
          )}
        </Show>
        <SchemaForm
          field={form.inputField}
          root={props.task.inputSchema}
          pointer="/input"
          value={form.input()}
          onChange={form.editInput}
          errorsAt={form.errorsAt}
        />
        <RunOptions form={form} />
        <Show when={form.start.error}>{(error) => <ProblemNotice error={error()} />}</Show>
        <div class="flex items-center gap-3">
          <Button type="submit" look="primary" icon="play" disabled={form.start.isPending || !form.isJson()}>
            {form.start.isPending ? t('form.starting') : t('form.start')}
          </Button>
          <Show when={form.hasShownFaults()}>
            <p class="text-bad">{t('form.hasFaults')}</p>
          </Show>
        </div>
      </section>
      <section class="grid min-w-0 grid-cols-1 gap-5">
        <Allowed to="payloads:read">
          <EarlierInputs task={props.task.name} onTake={form.fillInput} />
        </Allowed>
        <InputAsJson form={form} />
        {/* A replay takes along more than the form shows: the page of the run has the commands for that. */}
        <Show when={!props.given}>
          <div class="panel grid grid-cols-1 gap-2 p-4">
            <h2 class="font-medium">{t('form.asCurl')}</h2>
            <CodeBlock text={runCurl(location.origin, form.shownRequest())} />
          </div>
        </Show>
      </section>
    </form>
  );
}

/** Open at once, unless it would show what the fields hide. */
function InputAsJson(props: { form: StartFormState }) {
  return (
    <details class="panel p-4" open={!props.form.hasSecrets}>
      <summary class="w-fit font-medium hover:text-ink">
        {props.form.hasSecrets ? t('form.asJsonSecret') : t('form.asJson')}
      </summary>
      <div class="pt-2">
        <JsonEditor
          id="input-json"
          label={t('form.asJson')}
          isLarge
          value={props.form.input()}
          onChange={props.form.editInput}
          onValid={props.form.setIsJson}
        />
      </div>
    </details>
  );
}

/** The examples of the task, one click each, and a way back to an empty form. */
function InputHeading(props: { form: StartFormState }) {
  const label = (index: number) =>
    props.form.examples.length === 1 ? t('form.example') : t('form.exampleNumber', { number: index + 1 });
  return (
    <div class="flex flex-wrap items-center gap-2">
      <h2 class="mr-auto font-medium">{t('run.input')}</h2>
      <For each={props.form.examples}>
        {(example, index) => <Button onClick={() => props.form.fillInput(example)}>{label(index())}</Button>}
      </For>
      <Button look="ghost" onClick={() => props.form.fillInput(props.form.blank())}>
        {t('form.clear')}
      </Button>
    </div>
  );
}

function RunOptions(props: { form: StartFormState }) {
  let details: HTMLDetailsElement | undefined;
  // A fault must be seen; what a person has opened stays open when it is mended.
  createEffect(() => {
    if (details && props.form.hasOptionFaults()) details.open = true;
  });
  return (
    <details ref={details} class="border-t pt-4">
      <summary class="w-fit font-medium text-soft hover:text-ink">{t('form.options')}</summary>
      <div class="grid gap-4 pt-4">
        <SchemaForm
          field={props.form.optionsField}
          root={props.form.optionsSchema}
          pointer=""
          value={props.form.options()}
          onChange={props.form.editOptions}
          errorsAt={props.form.errorsAt}
        />
      </div>
    </details>
  );
}
