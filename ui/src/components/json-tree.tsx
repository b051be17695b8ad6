import type { Json } from '@fbrain/core/run/json';
import { MASK_TEXT } from '@fbrain/core/secret/sealed-json';
import { createMemo, createSignal, Index, Show } from 'solid-js';
import { t, tn } from '../i18n/translate.ts';
import { CopyButton } from './copy-button.tsx';
import { Icon } from './icon.tsx';
import { copyText, type JsonLine, type JsonToggles, MAX_LINES, previewText, toJsonLines } from './json-tree-model.ts';
import { isPrinting } from './printing.ts';
import { SearchField } from './search-field.tsx';

/** Documents with more lines than fit a glance can be searched. */
const SEARCH_FROM = 25;

interface JsonTreeProps {
  value: Json;
  /** How paths begin: `input` makes `input.order.id`. */
  name?: string;
}

/** A JSON value as a tree that opens and closes, is searched, and gives away any value or path of it. */
export function JsonTree(props: JsonTreeProps) {
  const [toggles, setToggles] = createSignal<JsonToggles>({});
  const [search, setSearch] = createSignal('');
  const lines = createMemo(() =>
    toJsonLines(props.value, {
      toggles: toggles(),
      name: props.name ?? '',
      search: search(),
      isExpanded: isPrinting(),
    }),
  );
  const isLarge = createMemo(() => toJsonLines(props.value, { isExpanded: true }).length >= SEARCH_FROM);
  const toggle = (line: JsonLine) => setToggles((old) => ({ ...old, [line.pointer]: !line.isOpen }));
  const onSearch = (text: string) => {
    // What was opened by hand says nothing about what was found.
    setToggles({});
    setSearch(text);
  };
  return (
    <div class="relative rounded-md border bg-canvas">
      <Show when={isLarge()}>
        <div class="flex border-b py-1 pr-10 pl-1 print:hidden">
          <SearchField label={t('json.search')} value={search()} onSearch={onSearch} />
        </div>
      </Show>
      <ul class="max-h-128 overflow-auto py-2 font-mono text-xs leading-6 print:max-h-none">
        <Index each={lines()}>{(line) => <JsonTreeLine line={line()} onToggle={() => toggle(line())} />}</Index>
        <Show when={lines().length >= MAX_LINES}>
          <li class="px-3 text-muted">{t('json.cut', { count: MAX_LINES })}</li>
        </Show>
        <Show when={search() !== '' && lines().length === 1}>
          <li class="px-3 text-muted">{t('json.noMatch')}</li>
        </Show>
      </ul>
      <CopyButton text={() => copyText(props.value)} class="absolute top-1 right-1" />
    </div>
  );
}

function JsonTreeLine(props: { line: JsonLine; onToggle: () => void }) {
  return (
    <li
      class="group flex items-start gap-1 pr-10 hover:bg-hover max-sm:not-first:pr-2"
      style={{ 'padding-left': `${4 + props.line.depth * 16}px` }}
    >
      <Show when={props.line.children} fallback={<span class="w-6 shrink-0 print:hidden" />}>
        <button
          type="button"
          class="grid size-6 shrink-0 place-items-center rounded text-muted hover:text-ink"
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
        {/* After the last word, not beside the text: on a phone they would take half of its width. */}
        <Show when={props.line.label !== null}>
          <LineButtons line={props.line} />
        </Show>
      </span>
    </li>
  );
}

/** In sight for a mouse that is there, the keyboard, and fingers, which hover nowhere; and where it may take a line. */
const BUTTON =
  'size-6! align-bottom opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100 max-sm:opacity-100 print:hidden';

const LineButtons = (props: { line: JsonLine }) => (
  <span class="whitespace-nowrap">
    <CopyButton
      icon="code"
      text={() => props.line.path}
      label={t('json.copyPath', { path: props.line.path })}
      class={BUTTON}
    />
    <Show when={!props.line.isSecret}>
      <CopyButton
        text={() => copyText(props.line.value)}
        label={t('json.copyValue', { path: props.line.path })}
        class={BUTTON}
      />
    </Show>
  </span>
);

function JsonValue(props: { line: JsonLine }) {
  const summary = () => {
    const { children, value, isSecret } = props.line;
    if (isSecret) return MASK_TEXT;
    if (typeof value === 'string') return preview(value);
    if (children === null) return JSON.stringify(value);
    if (children === 0) return Array.isArray(value) ? '[]' : '{}';
    return Array.isArray(value) ? tn('json.items', children) : tn('json.fields', children);
  };
  return (
    <span class={valueColour(props.line)} title={props.line.isSecret ? t('json.secret') : undefined}>
      {summary()}
    </span>
  );
}

function preview(value: string): string {
  const { shown, hidden } = previewText(value);
  return JSON.stringify(shown) + (hidden > 0 ? ` ${tn('json.long', hidden)}` : '');
}

function valueColour({ value, children, isSecret }: JsonLine): string {
  if (children !== null || value === null || isSecret) return 'text-muted';
  return typeof value === 'string' ? 'text-good' : 'text-active';
}
