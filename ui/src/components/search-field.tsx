import { createEffect, onCleanup } from 'solid-js';
import { Icon } from './icon.tsx';

/** Long enough for a typed word, short enough to feel at once. */
const SETTLE_MS = 250;

/** A search box that reports what was typed once the typing pauses. `isMain` makes it the target of the `/` key. */
export function SearchField(props: {
  label: string;
  value: string;
  onSearch: (text: string) => void;
  isMain?: boolean;
}) {
  let input: HTMLInputElement | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  // A change from outside, such as the back button, shows; one's own typing is not overwritten.
  createEffect(() => {
    const { value } = props;
    if (!input || document.activeElement === input) return;
    clearTimeout(timer);
    input.value = value;
  });
  const report = (text: string) => {
    clearTimeout(timer);
    timer = setTimeout(() => props.onSearch(text.trim()), SETTLE_MS);
  };
  return (
    <label class="relative block min-w-40 flex-1 basis-full sm:basis-0">
      <span class="sr-only">{props.label}</span>
      <Icon name="search" class="pointer-events-none absolute top-2 left-2.5 size-4 text-muted" />
      <input
        ref={input}
        type="search"
        class="input h-8 pl-8"
        placeholder={props.label}
        data-main-search={props.isMain ? '' : undefined}
        onInput={(event) => report(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      />
    </label>
  );
}
