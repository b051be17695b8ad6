import type { CalendarSpan, ScheduleCalendar } from '@fbrain/core/schedule/schedule-info';
import { A, useSearchParams } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import { createComputed, createMemo, For, Index, onCleanup, Show } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import { Button } from '../components/button.tsx';
import { onFocusLost } from '../components/focus-return.ts';
import { QueryView } from '../components/query-view.tsx';
import { formatBoth } from '../format/format-time.ts';
import { locale, t, tn } from '../i18n/translate.ts';
import { nowMs } from '../live/now.ts';
import { type CalendarLine, hoursOf, linesOf, MAX_WEEKS, matchingItems, toWeeks, weekEdges } from './calendar-days.ts';
import { moveInWeek } from './calendar-keys.ts';
import { formatDay, formatTime } from './format-slot.ts';
import type { ScheduleFilter } from './schedule-filter-params.ts';
import { scheduleCalendarQuery } from './schedules-queries.ts';

/** What schedules will start within seven days, by the clocks of the viewer. On a phone one day below the other. */
export function ScheduleWeek(props: { filter: ScheduleFilter }) {
  const [params, setParams] = useSearchParams<{ weeks?: string | undefined }>();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const weeks = () => toWeeks(params.weeks);
  // The same from midnight to midnight, however often the clock ticks.
  const edges = createMemo(() => weekEdges(nowMs(), weeks(), zone), undefined, {
    equals: (a, b) => a.join() === b.join(),
  });
  const query = useQuery(() => scheduleCalendarQuery(edges()));
  const go = (wanted: number) => setParams({ weeks: wanted === 0 ? undefined : String(wanted) }, { replace: true });
  return (
    <section aria-label={t('calendar.title')}>
      <div class="flex flex-wrap items-center gap-2 pb-3">
        <p class="mr-auto text-muted">{t('calendar.about', { zone })}</p>
        <Button disabled={weeks() === 0} onClick={() => go(0)}>
          {t('calendar.today')}
        </Button>
        <Button disabled={weeks() === 0} onClick={() => go(weeks() - 1)}>
          {t('calendar.previous')}
        </Button>
        <Button disabled={weeks() === MAX_WEEKS} onClick={() => go(weeks() + 1)}>
          {t('calendar.next')}
        </Button>
      </div>
      <QueryView query={query}>{(data) => <Days calendar={data()} edges={edges()} filter={props.filter} />}</QueryView>
    </section>
  );
}

function Days(props: { calendar: ScheduleCalendar; edges: readonly string[]; filter: ScheduleFilter }) {
  // What was asked for of today begins now; the day itself began at midnight.
  const days = () => props.calendar.spans.map((span, index) => ({ ...span, from: props.edges[index] ?? span.from }));
  return (
    <>
      <Show when={!props.calendar.isComplete}>
        <p class="pb-3 text-warning">{t('calendar.incomplete')}</p>
      </Show>
      <ol
        ref={keepFocus}
        class="panel grid overflow-hidden md:min-h-96 md:grid-cols-7 md:divide-x"
        onKeyDown={(event) => moveInWeek(event.key, event.currentTarget) && event.preventDefault()}
      >
        <Index each={days()}>{(span) => <Day span={span()} filter={props.filter} />}</Index>
      </ol>
    </>
  );
}

/** A slot that has fired is gone: the keyboard goes on from the next one. */
function keepFocus(week: HTMLElement): void {
  let last: EventTarget | null = null;
  week.addEventListener('focusin', ({ target }) => {
    last = target;
  });
  const isGone = () => last instanceof Element && !last.isConnected;
  onCleanup(onFocusLost(week, () => (isGone() ? week.querySelector('[data-row-link]') : null)));
}

function Day(props: { span: CalendarSpan; filter: ScheduleFilter }) {
  const items = () => matchingItems(props.span, props.filter);
  // Lines stay what they are while the day is read again, and keep the focus.
  const [lines, setLines] = createStore<CalendarLine[]>([]);
  createComputed(() => setLines(reconcile(linesOf(items()), { key: 'id' })));
  const isToday = () => Date.parse(props.span.from) <= nowMs() && nowMs() < Date.parse(props.span.to);
  const isOdd = () => hoursOf(props.span) !== 24;
  return (
    <li class="min-w-0 border-b pb-2 last:border-b-0 md:border-b-0" aria-current={isToday() ? 'date' : undefined}>
      <h2 class={`border-b px-2.5 py-2 text-xs md:h-13 font-medium ${isToday() ? 'text-accent' : 'text-soft'}`}>
        <time dateTime={props.span.from}>{formatDay(props.span.from, locale())}</time>
        <Show when={isToday()}>
          <span class="block text-2xs font-normal text-muted">{t('calendar.now')}</span>
        </Show>
        <Show when={isOdd()}>
          <span class="block text-2xs font-normal text-warning">
            {t('calendar.hours', { hours: hoursOf(props.span) })}
          </span>
        </Show>
      </h2>
      <Show when={items().length > 0} fallback={<p class="px-2.5 py-2 text-xs text-muted">{t('calendar.empty')}</p>}>
        <ul class="grid gap-px p-1" aria-label={formatDay(props.span.from, locale())}>
          <For each={lines}>{(line) => <Line line={line} withZone={isOdd()} />}</For>
        </ul>
      </Show>
    </li>
  );
}

function Line(props: { line: CalendarLine; withZone: boolean }) {
  const time = (at: string) => formatTime(at, locale(), props.withZone);
  // Of many the seconds do not matter.
  const toMinute = (at: string) => time(`${at.slice(0, 16)}:00Z`);
  return (
    <li>
      <A
        href={`/schedules/${props.line.scheduleId}`}
        data-row-link=""
        title={`${props.line.task} · ${formatBoth(props.line.at, locale(), { other: props.line.timezone })}`}
        class={`block rounded-md px-1.5 py-1 text-xs hover:bg-hover ${props.line.many ? 'bg-hover' : ''}`}
      >
        <Show
          when={props.line.many}
          fallback={
            <time dateTime={props.line.at} class="mr-1.5 text-soft tabular-nums">
              {time(props.line.at)}
            </time>
          }
        >
          {(many) => (
            <span class="block text-2xs text-muted tabular-nums">
              {many().count === null ? t('calendar.many') : tn('calendar.times', many().count ?? 0)}
              <Show when={many().until}>
                {(until) => ` · ${t('calendar.between', { from: toMinute(props.line.at), to: toMinute(until()) })}`}
              </Show>
            </span>
          )}
        </Show>
        <span class="font-medium wrap-anywhere">{props.line.name}</span>
      </A>
    </li>
  );
}
