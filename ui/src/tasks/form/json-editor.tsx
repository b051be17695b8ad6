import type { Json } from '@fbrain/core/run/json';
import { createComputed, createSignal, on, Show } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { growClass } from './grow-class.ts';
import { formatJson, parseJson } from './json-text.ts';

interface JsonEditorProps {
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  /** Told when the text stops or starts being JSON, so that nothing half-written is sent. */
  onValid?: (isValid: boolean) => void;
  id: string;
  label: string;
  /** Room for a whole document rather than one value of it. */
  isLarge?: boolean;
}

/** A value as JSON text, in step with whoever else edits the value. Half-written text stays until it is JSON again. */
export function JsonEditor(props: JsonEditorProps) {
  const [text, setText] = createSignal(formatJson(props.value));
  const [problem, setProblem] = createSignal<string | null>(null);
  createComputed(
    on(
      () => props.value,
      (value) => {
        const parsed = parseJson(text());
        // The same value in the writer's own layout is left as it is.
        if (parsed.ok && formatJson(parsed.value) === formatJson(value)) return;
        setText(formatJson(value));
        report(null);
      },
      { defer: true },
    ),
  );
  const report = (message: string | null) => {
    setProblem(message);
    props.onValid?.(message === null);
  };
  const change = (raw: string) => {
    setText(raw);
    const parsed = parseJson(raw);
    report(parsed.ok ? null : parsed.message);
    if (parsed.ok) props.onChange(parsed.value);
  };
  return (
    <div class="grid gap-1">
      <textarea
        id={props.id}
        aria-label={props.label}
        aria-invalid={problem() ? 'true' : undefined}
        spellcheck={false}
        autocapitalize="off"
        class={`input ${growClass(text())} max-h-[70vh] font-mono text-xs leading-5 ${props.isLarge ? 'min-h-48' : 'min-h-16'}`}
        value={text()}
        onInput={(event) => change(event.currentTarget.value)}
      />
      <Show when={problem()}>
        {(message) => (
          <p role="alert" class="text-xs text-bad">
            {t('form.notJson', { message: message() })}
          </p>
        )}
      </Show>
    </div>
  );
}
