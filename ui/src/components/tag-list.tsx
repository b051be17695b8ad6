import { For, Show } from 'solid-js';

const SHOWN = 3;

/** The first few tags; the rest as a number that names them on hover. */
export function TagList(props: { tags: readonly string[]; isFull?: boolean }) {
  const shown = () => (props.isFull ? props.tags : props.tags.slice(0, SHOWN));
  const rest = () => props.tags.slice(shown().length);
  return (
    <span class={`flex gap-1 ${props.isFull ? 'flex-wrap' : ''}`}>
      <For each={shown()}>
        {(tag) => (
          <span class="max-w-40 truncate rounded border bg-canvas px-1.5 text-2xs leading-[18px] text-soft" title={tag}>
            {tag}
          </span>
        )}
      </For>
      <Show when={rest().length > 0}>
        <span class="text-2xs leading-[18px] text-muted" title={rest().join(', ')}>
          +{rest().length}
        </span>
      </Show>
    </span>
  );
}
