import { onCleanup, Show } from 'solid-js';
import { IconButton } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { locale, t } from '../i18n/translate.ts';

interface LogSearchBoxProps {
  onSearch: (text: string) => void;
  isSearching: boolean;
  /** Matches so far; null while nothing is searched for. */
  count: number | null;
  /** Which of them the reader is at, from 1; 0 = none yet. */
  current: number;
  onMove: (by: 1 | -1) => void;
}

/** Finds text in a log: the number of matches, and the way from one to the next. */
export function LogSearchBox(props: LogSearchBoxProps) {
  let input!: HTMLInputElement;
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const search = () => {
    clearTimeout(timer);
    timer = setTimeout(() => props.onSearch(input.value), SETTLE_MS);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') input.blur();
    if (event.key === 'Enter') props.onMove(event.shiftKey ? -1 : 1);
  };
  return (
    <div class="flex min-w-48 flex-1 basis-full items-center gap-1 sm:basis-0">
      <label class="relative block min-w-0 flex-1">
        <span class="sr-only">{t('logs.search')}</span>
        <Icon name="search" class="pointer-events-none absolute top-2 left-2.5 size-4 text-muted" />
        <input
          ref={input}
          type="search"
          class="input h-8 pl-8"
          placeholder={t('logs.search')}
          data-main-search=""
          onInput={search}
          onKeyDown={onKeyDown}
        />
      </label>
      <Show when={props.count !== null}>
        <span class="px-1 text-xs whitespace-nowrap text-muted tabular-nums" role="status">
          {t('logs.matches', { current: number(props.current), count: number(props.count ?? 0) })}
          {props.isSearching ? ' …' : ''}
        </span>
        <IconButton
          icon="chevron-up"
          label={t('logs.previous')}
          disabled={!props.count}
          onClick={() => props.onMove(-1)}
        />
        <IconButton
          icon="chevron-down"
          label={t('logs.next')}
          disabled={!props.count}
          onClick={() => props.onMove(1)}
        />
      </Show>
    </div>
  );
}

/** Long enough for a typed word, short enough to feel at once. */
const SETTLE_MS = 200;

const number = (value: number): string => value.toLocaleString(locale());
