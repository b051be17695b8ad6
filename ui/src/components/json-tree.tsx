import type { Json } from '@fbrain/core/run/json';
import { createMemo, createSignal, Index, Show } from 'solid-js';
import { t, tn } from '../i18n/translate.ts';
import { CopyButton } from './copy-button.tsx';
import { Icon } from './icon.tsx';
import { type JsonLine, type JsonToggles, MAX_LINES, previewText, toJsonLines } from './json-tree-model.ts';

/** A JSON value as a tree that opens and closes, with a button that copies all of it. */
export function JsonTree(props: { value: Json }) {
  const [toggles, setToggles] = createSignal<JsonToggles>({});
  const lines = createMemo(() => toJsonLines(props.value, toggles()));
  const toggle = (line: JsonLine) => setToggles((old) => ({ ...old, [line.pointer]: !line.isOpen }));
  return (
    <div class="relative rounded-md border bg-canvas">
      <ul class="max-h-128 overflow-auto py-2 pr-10 font-mono text-xs leading-5">
        <Index each={lines()}>{(line) => <JsonTreeLine line={line()} onToggle={() => toggle(line())} />}</Index>
        <Show when={lines().length >= MAX_LINES}>
          <li class="px-3 text-muted">{t('json.cut', { count: MAX_LINES })}</li>
        </Show>
      </ul>
      <CopyButton text={() => JSON.stringify(props.value, null, 2)} class="absolute top-1 right-1" />
    </div>
  );
}

function JsonTreeLine(props: { line: JsonLine; onToggle: () => void }) {
  return (
    <li class="flex items-start gap-1 px-2" style={{ 'padding-left': `${8 + props.line.depth * 16}px` }}>
      <Show when={props.line.children} fallback={<span class="w-4 shrink-0" />}>
        <button
          type="button"
          class="mt-0.5 grid size-4 shrink-0 place-items-center rounded text-muted hover:text-ink"
          aria-expanded={props.line.isOpen}
          aria-label={t('json.toggle', { name: props.line.label ?? 'JSON' })}
          onClick={() => props.onToggle()}
        >
          <Icon name="chevron-right" class={`size-3 transition-transform ${props.line.isOpen ? 'rotate-90' : ''}`} />
        </button>
      </Show>
      <span class="min-w-0 whitespace-pre-wrap wrap-anywhere">
        <Show when={props.line.label !== null}>
          <span class="text-muted">{props.line.label}: </span>
        </Show>
        <JsonValue line={props.line} />
      </span>
    </li>
  );
}

function JsonValue(props: { line: JsonLine }) {
  const summary = () => {
    const { children, value } = props.line;
    if (typeof value === 'string') return preview(value);
    if (children === null) return JSON.stringify(value);
    if (children === 0) return Array.isArray(value) ? '[]' : '{}';
    return Array.isArray(value) ? tn('json.items', children) : tn('json.fields', children);
  };
  return <span class={valueColour(props.line)}>{summary()}</span>;
}

function preview(value: string): string {
  const { shown, hidden } = previewText(value);
  return JSON.stringify(shown) + (hidden > 0 ? ` ${tn('json.long', hidden)}` : '');
}

function valueColour({ value, children }: JsonLine): string {
  if (children !== null || value === null) return 'text-muted';
  return typeof value === 'string' ? 'text-good' : 'text-active';
}
