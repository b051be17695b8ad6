import type { Run } from '@fbrain/core/run/run';
import { A } from '@solidjs/router';
import { useInfiniteQuery } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { settledData } from '../components/settled-data.ts';
import { t } from '../i18n/translate.ts';
import { runListQuery } from './runs-queries.ts';
import { RunsTable } from './runs-table.tsx';

const SHOWN = 10;

/** The latest runs that this one started, if it did. */
export function RunChildren(props: { run: Run }) {
  const query = useInfiniteQuery(() => runListQuery({ states: [], parentId: props.run.id }, true, SHOWN));
  const runs = () => settledData(query)?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Show when={runs().length > 0}>
      <section class="panel overflow-hidden">
        <header class="flex items-baseline justify-between gap-4 px-4 py-3">
          <h2 class="font-medium">{t('run.children')}</h2>
          <Show when={runs().length >= SHOWN}>
            <A href={`/runs?parentId=${props.run.id}`} class="text-xs text-accent hover:underline print:hidden">
              {t('run.allChildren')}
            </A>
          </Show>
        </header>
        <RunsTable runs={runs()} />
      </section>
    </Show>
  );
}
