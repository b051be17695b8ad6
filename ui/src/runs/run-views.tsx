import type { RunSearch } from '@fbrain/core/page/run-filter';
import { createMemo, createSignal, createUniqueId, For, Show } from 'solid-js';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Icon } from '../components/icon.tsx';
import { UndoNotice } from '../components/undo-notice.tsx';
import { t } from '../i18n/translate.ts';
import { isFiltered } from './run-filter-params.ts';
import { formatRunQuery, parseRunQuery } from './run-query.ts';
import { removeView, type SavedView, savedViews, saveView } from './saved-views.ts';

/** What everybody asks for sooner or later. */
const DEFAULT_VIEWS = [
  { name: 'all', query: '' },
  { name: 'failed', query: 'state:failed age<1d' },
  { name: 'running', query: 'state:running' },
  { name: 'waiting', query: 'state:queued age>5m' },
  { name: 'retrying', query: 'state:retrying' },
] as const;

/** Searches with names: those that come with the product, and those of this browser. */
export function RunViews(props: { search: RunSearch; onChoose: (search: RunSearch) => void }) {
  const [isNaming, setIsNaming] = createSignal(false);
  const [removed, setRemoved] = createSignal<SavedView | null>(null);
  const current = createMemo(() => formatRunQuery(props.search));
  const isKnown = () => [...DEFAULT_VIEWS, ...savedViews()].some((view) => sameQuery(view.query, current()));
  const choose = (query: string) => props.onChoose(parseRunQuery(query).search);
  return (
    <>
      <nav class="flex gap-1 overflow-x-auto p-0.5 md:flex-wrap" aria-label={t('runs.views')}>
        <For each={DEFAULT_VIEWS}>
          {(view) => (
            <ViewButton
              label={t(`runs.view.${view.name}`)}
              isOn={sameQuery(view.query, current())}
              onClick={() => choose(view.query)}
            />
          )}
        </For>
        <For each={savedViews()}>
          {(view) => (
            <span class="inline-flex shrink-0 items-center">
              <ViewButton
                label={view.name}
                isOn={sameQuery(view.query, current())}
                onClick={() => choose(view.query)}
              />
              <button
                type="button"
                class="-ml-1.5 rounded p-1 text-muted hover:text-ink"
                aria-label={t('runs.viewRemove', { name: view.name })}
                title={t('runs.viewRemove', { name: view.name })}
                onClick={() => {
                  removeView(view.name);
                  setRemoved(view);
                }}
              >
                <Icon name="x" class="size-3" />
              </button>
            </span>
          )}
        </For>
        <Show when={isFiltered(props.search) && !isKnown()}>
          <button
            type="button"
            class="inline-flex h-7 items-center gap-1 px-2 text-xs whitespace-nowrap text-accent hover:underline"
            onClick={() => setIsNaming(true)}
          >
            <Icon name="plus" class="size-3.5" />
            {t('runs.viewSave')}
          </button>
        </Show>
        <Dialog
          isOpen={isNaming()}
          onClose={() => setIsNaming(false)}
          title={t('runs.viewSave')}
          description={t('runs.viewSaveHint')}
        >
          <NameForm
            query={current()}
            onSave={(name) => {
              saveView({ name, query: current() });
              setIsNaming(false);
            }}
          />
        </Dialog>
      </nav>
      <Show when={removed()}>
        {(view) => (
          <UndoNotice
            text={t('runs.viewRemoved', { name: view().name })}
            onUndo={() => {
              saveView(view());
              setRemoved(null);
            }}
            onClose={() => setRemoved(null)}
          />
        )}
      </Show>
    </>
  );
}

/** The same search may be written in another order. */
const sameQuery = (query: string, current: string): boolean => formatRunQuery(parseRunQuery(query).search) === current;

function ViewButton(props: { label: string; isOn: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      aria-pressed={props.isOn}
      class={`h-7 max-w-48 shrink-0 truncate rounded-md px-2.5 text-xs font-medium whitespace-nowrap ${
        props.isOn ? 'bg-hover text-ink' : 'text-muted hover:bg-hover hover:text-ink'
      }`}
      onClick={() => props.onClick()}
    >
      {props.label}
    </button>
  );
}

function NameForm(props: { query: string; onSave: (name: string) => void }) {
  const id = createUniqueId();
  const [name, setName] = createSignal('');
  return (
    <form
      class="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (name().trim()) props.onSave(name());
      }}
    >
      <code class="font-mono text-xs wrap-anywhere text-soft">{props.query}</code>
      <label for={id} class="grid gap-1 text-xs text-muted">
        {t('runs.viewName')}
        <input id={id} class="input" maxLength={60} onInput={(event) => setName(event.currentTarget.value)} />
      </label>
      <div class="flex justify-end">
        <Button type="submit" look="primary" disabled={name().trim() === ''}>
          {t('runs.viewSave')}
        </Button>
      </div>
    </form>
  );
}
