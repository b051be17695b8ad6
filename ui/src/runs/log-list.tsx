import type { LogLevel } from '@fbrain/core/run/run';
import { createVirtualizer } from '@tanstack/solid-virtual';
import { createEffect, For, on, Show } from 'solid-js';
import { ClockTime } from '../components/clock-time.tsx';
import { t } from '../i18n/translate.ts';
import type { LogLine } from './log-buffer.ts';

const LINE_HEIGHT = 20;
/** Distance from the end, in pixels, within which a reader counts as being there. */
const NEAR_END = 30;

/** Level as word and colour. */
const LEVEL_CLASS: Record<LogLevel, string> = {
  debug: 'text-muted',
  info: 'text-active',
  warn: 'text-warning',
  error: 'text-bad',
};

interface LogListProps {
  lines: readonly LogLine[];
  isFollowing: boolean;
  onFollow: (isFollowing: boolean) => void;
}

/** Draws only the lines in sight, so that twenty thousand scroll like twenty. */
export function LogList(props: LogListProps) {
  let scroller: HTMLDivElement | undefined;
  const virtualizer = createVirtualizer<HTMLDivElement, HTMLElement>({
    get count() {
      return props.lines.length;
    },
    getScrollElement: () => scroller ?? null,
    estimateSize: () => LINE_HEIGHT,
    getItemKey: (index) => props.lines[index]?.seq ?? index,
    overscan: 20,
  });
  createEffect(
    on([() => props.lines.length, () => props.isFollowing], ([count, isFollowing]) => {
      // After the new lines are measured: the end of the list is known only then.
      if (isFollowing && count > 0) requestAnimationFrame(() => virtualizer.scrollToIndex(count - 1, { align: 'end' }));
    }),
  );
  // The list scrolls itself only downwards: a move up is the reader's and ends following, the end resumes it.
  let lastTop = 0;
  const onScroll = (event: Event & { currentTarget: HTMLElement }) => {
    const { currentTarget } = event;
    if (isNearEnd(currentTarget)) props.onFollow(true);
    else if (currentTarget.scrollTop < lastTop) props.onFollow(false);
    lastTop = currentTarget.scrollTop;
  };
  return (
    <div
      ref={scroller}
      role="log"
      aria-label={t('run.logs')}
      tabindex="0"
      class="h-[min(60vh,40rem)] overflow-y-auto overscroll-contain font-mono text-xs leading-5"
      onScroll={onScroll}
    >
      <div class="relative" style={{ height: `${virtualizer.getTotalSize()}px` }}>
        <For each={virtualizer.getVirtualItems()}>
          {(item) => (
            <div
              ref={(element) => queueMicrotask(() => virtualizer.measureElement(element))}
              data-index={item.index}
              class="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Show when={props.lines[item.index]}>
                {(line) => <LogRow line={line()} previous={props.lines[item.index - 1]} />}
              </Show>
            </div>
          )}
        </For>
      </div>
    </div>
  );
}

function LogRow(props: { line: LogLine; previous: LogLine | undefined }) {
  const isNewAttempt = () => props.previous !== undefined && props.previous.attempt !== props.line.attempt;
  return (
    <>
      <Show when={isNewAttempt()}>
        <p class="border-y bg-canvas px-4 text-muted">{t('logs.attempt', { number: props.line.attempt })}</p>
      </Show>
      <p class="flex items-baseline gap-3 px-4 hover:bg-hover">
        <ClockTime at={props.line.at} class="text-muted" />
        <span class={`w-10 shrink-0 ${LEVEL_CLASS[props.line.level]}`}>{props.line.level}</span>
        <span class="min-w-0 whitespace-pre-wrap wrap-anywhere">{props.line.text}</span>
      </p>
    </>
  );
}

const isNearEnd = (element: HTMLElement): boolean =>
  element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;
