import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount, Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import type { LogBuffer } from './log-buffer.ts';
import { LogRow } from './log-row.tsx';
import type { LogRows } from './log-rows.ts';
import { type LogWindow, ROW_HEIGHT, scrollTopOf, toWindow } from './log-view.ts';

/** Distance from the end, in pixels, within which a reader counts as being there. */
const NEAR_END = 30;
/** Rows drawn beyond the window on either side. */
const OVERSCAN = 10;

interface LogListProps {
  buffer: LogBuffer;
  rows: LogRows;
  isFollowing: boolean;
  onFollow: (isFollowing: boolean) => void;
  isWrapped: boolean;
  pattern: RegExp | null;
  /** The shown line that the reader jumped to. */
  target: number | null;
  /** Tells the width of the window and which line is pinned in it. */
  onWidth: (width: number) => void;
  onSight: (position: number) => void;
}

/** Draws only the lines in sight, so that a million scroll like a hundred. */
export function LogList(props: LogListProps) {
  let scroller!: HTMLDivElement;
  let block!: HTMLDivElement;
  const [scrollTop, setScrollTop] = createSignal(0);
  const [height, setHeight] = createSignal(640);
  const view = createMemo(() => toWindow(props.rows.height, scrollTop(), height()));
  const anchor = createMemo(() => props.rows.positionAt(view().anchorRow));
  const first = createMemo(() => Math.max(anchor() - Math.ceil(view().anchorTop / ROW_HEIGHT) - OVERSCAN, 0));
  const drawn = createMemo(() => {
    const below = Math.ceil((height() - view().anchorTop) / ROW_HEIGHT) + OVERSCAN;
    const last = Math.min(anchor() + below, props.rows.count - 1);
    // Known by their number in the whole log: lines that stay in sight move and are not drawn anew.
    const count = Math.max(last - first() + 1, 0);
    return Array.from({ length: count }, (_, i) => props.rows.bufferIndex(first() + i) + props.buffer.dropped);
  });
  onMount(() => {
    watchSize(scroller, () => {
      setHeight(scroller.clientHeight);
      props.onWidth(scroller.clientWidth);
    });
  });
  createEffect(() => {
    drawn();
    block.style.transform = `translateY(${blockTop(view(), scrollTop(), props.rows, block.children[anchor() - first()])}px)`;
    props.onSight(anchor());
  });
  const scrollTo = (top: number) => {
    scroller.scrollTop = top;
    // At once: the event comes a frame later, in which nothing would be in sight.
    setScrollTop(scroller.scrollTop);
  };
  createEffect(
    on([() => props.rows.height, () => props.isFollowing, height], () => {
      if (props.isFollowing) scrollTo(scroller.scrollHeight);
    }),
  );
  createEffect(
    on(
      () => props.target,
      (target) => target !== null && scrollTo(scrollTopOf(props.rows.topOf(target), props.rows.height, height())),
    ),
  );
  // The list scrolls itself only downwards: a move up is the reader's and ends following, the end resumes it.
  const onScroll = () => {
    const isUp = scroller.scrollTop < scrollTop();
    setScrollTop(scroller.scrollTop);
    if (scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END) props.onFollow(true);
    else if (isUp) props.onFollow(false);
  };
  return (
    <div
      ref={scroller}
      role="log"
      aria-label={t('run.logs')}
      tabindex="0"
      class="max-h-[min(60vh,40rem)] min-h-40 overflow-auto overscroll-contain [overflow-anchor:none] font-mono text-xs leading-5"
      onScroll={onScroll}
    >
      {/* Clipped, because drawn lines that reach over the end would move the end. */}
      <div
        class={`relative ${view().spacer > height() ? 'overflow-y-clip' : ''}`}
        style={{ height: `${view().spacer}px` }}
      >
        <div ref={block} class={`absolute top-0 left-0 min-w-full ${props.isWrapped ? 'w-full' : 'w-max'}`}>
          <For each={drawn()}>
            {(number, index) => <DrawnLine list={props} number={number} position={first() + index()} />}
          </For>
        </div>
      </div>
    </div>
  );
}

function DrawnLine(props: { list: LogListProps; number: number; position: number }) {
  const attemptAt = (position: number) => props.list.buffer.attemptAt(props.list.rows.bufferIndex(position));
  return (
    <div>
      <Show when={props.list.buffer.lineAt(props.number - props.list.buffer.dropped)}>
        {(line) => (
          <LogRow
            line={line()}
            isNewAttempt={props.position > 0 && attemptAt(props.position - 1) !== line().attempt}
            isWrapped={props.list.isWrapped}
            pattern={props.list.pattern}
            isCurrent={props.list.target === props.position}
          />
        )}
      </Show>
    </div>
  );
}

/** Calls back now and whenever the size of an element changes, as long as the owner lives. */
function watchSize(element: Element, onChange: () => void): void {
  const observer = new ResizeObserver(onChange);
  observer.observe(element);
  onCleanup(() => observer.disconnect());
}

/** Where the drawn lines stand so that the anchor is where the window wants it; read after they were drawn. */
function blockTop(view: LogWindow, scrollTop: number, rows: LogRows, anchor: Element | undefined): number {
  // At the top; what fits as computed stays there and, should it be higher after all, scrolls by itself.
  if (view.anchorTop === 0 || !(anchor instanceof HTMLElement)) return 0;
  const position = rows.positionAt(view.anchorRow);
  const top = rows.topOf(position);
  const share = (view.anchorRow - top) / Math.max(rows.topOf(position + 1) - top, 1);
  return scrollTop + view.anchorTop - anchor.offsetTop - share * anchor.offsetHeight;
}
