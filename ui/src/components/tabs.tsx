import { Tabs as Kobalte } from '@kobalte/core/tabs';
import { For, type JSX } from 'solid-js';

export interface Tab {
  id: string;
  label: string;
  content: () => JSX.Element;
}

/** Panels of which one is shown. The owner keeps the choice, normally in the address of the page. */
export function Tabs(props: { tabs: readonly Tab[]; selected: string; onSelect: (id: string) => void; label: string }) {
  return (
    <Kobalte value={props.selected} onChange={props.onSelect}>
      <Kobalte.List class="flex gap-4 overflow-x-auto border-b px-4" aria-label={props.label}>
        <For each={props.tabs}>
          {(tab) => (
            <Kobalte.Trigger
              value={tab.id}
              class="-mb-px h-10 border-b-2 border-transparent font-medium whitespace-nowrap text-muted hover:text-ink data-selected:border-accent data-selected:text-ink"
            >
              {tab.label}
            </Kobalte.Trigger>
          )}
        </For>
      </Kobalte.List>
      <For each={props.tabs}>{(tab) => <Kobalte.Content value={tab.id}>{tab.content()}</Kobalte.Content>}</For>
    </Kobalte>
  );
}
