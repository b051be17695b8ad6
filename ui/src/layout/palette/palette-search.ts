import type { Page } from '@fbrain/core/page/page';
import type { RunSummary } from '@fbrain/core/run/run';
import type { ScheduleView } from '@fbrain/core/schedule/schedule-preview';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/solid-query';
import { createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import { getJson, toQueryString } from '../../api/api-client.ts';
import { settledData } from '../../components/settled-data.ts';
import { locale, t } from '../../i18n/translate.ts';
import { queueKeys, queuesQuery } from '../../queues/queues-queries.ts';
import { runKeys } from '../../runs/runs-queries.ts';
import { scheduleKeys } from '../../schedules/schedules-queries.ts';
import { can, session } from '../../session/session.ts';
import { taskCatalogueQuery } from '../../tasks/tasks-queries.ts';
import { workersQuery } from '../../workers/workers-queries.ts';
import { fixedItems } from './fixed-items.ts';
import { queueItems, runItem, scheduleItem, searchRunsItem, taskItems, workerItem } from './found-items.ts';
import { findItems, type PaletteItem } from './palette-item.ts';
import { readRecent } from './recent-items.ts';

/** Long enough for a few letters, short enough to feel at once. */
const SETTLE_MS = 150;
const MAX_ASKED = 8;

/** Enough of an id to mean one. Other words are looked for on the page of runs. */
export const idIn = (text: string): string | null => /^[0-9a-f-]{6,36}$/i.exec(text.trim())?.[0].toLowerCase() ?? null;

/** What the palette offers for a text: recent ways and pages for none. */
export function createPaletteSearch(text: () => string, onHelp: () => void) {
  const known = useKnownItems();
  const asked = useAskedItems(text);
  const recent = readRecent(localStorage, session()?.principal.name ?? '');
  const fixed = createMemo(() => fixedItems(onHelp));
  const items = createMemo((): PaletteItem[] => {
    const typed = text().trim();
    if (typed === '') return [...recent, ...fixed()];
    const found = findItems([...asked.schedules(), ...known(), ...fixed()].map(withKind), typed);
    return [...asked.runs(), ...found, ...(can('runs:read') ? [searchRunsItem(typed)] : [])];
  });
  return { items, isAsking: asked.isAsking };
}

/** "queue def" finds the queue default. */
const withKind = (item: PaletteItem): PaletteItem => ({
  ...item,
  keywords: `${item.keywords ?? ''} ${t(`palette.kind.${item.kind}`)}`,
});

/** Things of which there are few, read once when the palette opens. */
function useKnownItems() {
  const client = useQueryClient();
  const once = { refetchInterval: false as const };
  const tasks = useQuery(() => ({ ...taskCatalogueQuery(), ...once, enabled: can('tasks:read') }));
  const queues = useQuery(() => ({ ...queuesQuery(), ...once, enabled: can('queues:read') }));
  const workers = useQuery(() => ({ ...workersQuery(), ...once, enabled: can('workers:read') }));
  const rereadQueues = () => client.invalidateQueries({ queryKey: queueKeys.all });
  return createMemo(() => [
    ...(settledData(tasks)?.items ?? []).flatMap(taskItems),
    ...(settledData(queues)?.items ?? []).flatMap((queue) => queueItems(queue, rereadQueues)),
    ...(settledData(workers)?.items ?? []).filter(({ state }) => state !== 'stopped').map(workerItem),
  ]);
}

/** Things of which there may be any number: the server finds them, once the typing pauses. */
function useAskedItems(text: () => string) {
  const [settled, setSettled] = createSignal('');
  let timer: ReturnType<typeof setTimeout> | undefined;
  createEffect(
    on(text, (typed) => {
      clearTimeout(timer);
      timer = setTimeout(() => setSettled(typed.trim()), SETTLE_MS);
    }),
  );
  onCleanup(() => clearTimeout(timer));
  // Of several words the last is the name: "schedule nightly".
  const word = () => settled().split(/\s+/).at(-1) ?? '';
  const schedules = useQuery(() => ({
    queryKey: [...scheduleKeys.all, 'palette', word(), locale()] as const,
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      getJson<Page<ScheduleView>>(
        `/schedules${toQueryString({ q: word(), locale: locale(), limit: MAX_ASKED })}`,
        signal,
      ),
    enabled: word() !== '' && can('schedules:read'),
    placeholderData: keepPreviousData,
  }));
  const id = () => idIn(settled());
  const runs = useQuery(() => ({
    queryKey: runKeys.found(id()),
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      getJson<Page<RunSummary>>(`/runs${toQueryString({ q: id(), limit: MAX_ASKED })}`, signal),
    enabled: id() !== null && can('runs:read'),
  }));
  return {
    isAsking: () => text().trim() !== settled() || schedules.isFetching || runs.isFetching,
    schedules: () => (word() === '' ? [] : (settledData(schedules)?.items ?? []).map(scheduleItem)),
    runs: () => (idIn(text()) === null ? [] : (settledData(runs)?.items ?? []).map(runItem)),
  };
}
