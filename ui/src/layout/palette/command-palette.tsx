import { createEffect, For, on, Show } from 'solid-js';
import { Icon } from '../../components/icon.tsx';
import { SearchDialog } from '../../components/search-dialog.tsx';
import { t, tn } from '../../i18n/translate.ts';
import type { PaletteItem } from './palette-item.ts';
import { createPaletteState } from './palette-state.ts';

/** Finds anything by a few letters and goes there, or does it. The focus stays in the field; keys move the choice. */
export function CommandPalette(props: { onClose: () => void; onHelp: () => void }) {
  const state = createPaletteState({ onClose: () => props.onClose(), onHelp: () => props.onHelp() });
  return (
    <SearchDialog title={t('palette.title')} onClose={props.onClose}>
      <div class="flex items-center gap-2.5 border-b px-4">
        <Icon name="search" class="size-4 text-muted" />
        <input
          type="text"
          role="combobox"
          aria-label={t('palette.title')}
          aria-expanded={state.items().length > 0}
          aria-controls="palette-options"
          aria-autocomplete="list"
          aria-activedescendant={state.items().length > 0 ? optionId(state.active()) : undefined}
          autocomplete="off"
          spellcheck={false}
          class="h-12 min-w-0 flex-1 bg-transparent text-base outline-none"
          placeholder={t('palette.hint')}
          value={state.text()}
          onInput={(event) => state.type(event.currentTarget.value)}
          onKeyDown={state.onKeyDown}
        />
      </div>
      <Options items={state.items()} active={state.active()} onTake={state.take} />
      <Footer state={state} />
    </SearchDialog>
  );
}

const optionId = (index: number): string => `palette-option-${index}`;

interface OptionsProps {
  items: readonly PaletteItem[];
  active: number;
  onTake: (item: PaletteItem) => void;
}

function Options(props: OptionsProps) {
  let list: HTMLDivElement | undefined;
  createEffect(
    on(
      () => props.active,
      (active) => list?.children[active]?.scrollIntoView({ block: 'nearest' }),
    ),
  );
  return (
    <div ref={list} id="palette-options" role="listbox" aria-label={t('palette.shown')} class="overflow-y-auto py-1.5">
      <For each={props.items}>
        {(item, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the active option.
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys.
          <div
            id={optionId(index())}
            role="option"
            aria-selected={index() === props.active}
            class={`mx-1.5 flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-2.5 hover:bg-hover ${index() === props.active ? 'bg-hover ring-1 ring-line-strong ring-inset' : ''}`}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => props.onTake(item)}
          >
            <Icon name={item.icon} class="size-4 text-muted" />
            <span class="max-w-full shrink-0 truncate font-medium">{item.label}</span>
            <span class="min-w-0 truncate text-xs text-muted">{item.detail}</span>
            <span class="ml-auto shrink-0 text-2xs text-muted">{t(`palette.kind.${item.kind}`)}</span>
          </div>
        )}
      </For>
    </div>
  );
}

/** What came of the last action, else how many were found, else which keys there are. */
function Footer(props: { state: ReturnType<typeof createPaletteState> }) {
  const found = () => {
    const { items, text, isAsking } = props.state;
    if (items().length > 0) return text() === '' ? '' : tn('palette.results', items().length);
    return isAsking() ? t('palette.looking') : t('palette.none', { text: text() });
  };
  return (
    <div class="flex min-h-9 flex-wrap items-center gap-x-4 border-t px-4 py-1.5 text-xs text-muted">
      <p role="status" class={props.state.outcome()?.isGood === false ? 'text-bad' : 'text-soft'}>
        {props.state.outcome()?.text ?? found()}
      </p>
      <Show when={props.state.outcome() === null}>
        <p class="ml-auto hidden sm:block">{t('palette.keys')}</p>
      </Show>
    </div>
  );
}
