import { useQuery } from '@tanstack/solid-query';
import { For, Show } from 'solid-js';
import { CodeBlock } from '../components/code-block.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Page } from '../components/page.tsx';
import { QueryView } from '../components/query-view.tsx';
import { t } from '../i18n/translate.ts';
import { Allowed } from '../session/allowed.tsx';
import { WorkerRow } from './worker-row.tsx';
import { workersQuery } from './workers-queries.ts';

/** Every worker process: whether it lives, what it serves, how busy it is. */
export function WorkersPage() {
  const query = useQuery(workersQuery);
  return (
    <Page title={t('nav.workers')} documentTitle={t('nav.workers')} description={t('workers.about')}>
      <div class="panel overflow-x-auto">
        <QueryView query={query}>
          {(data) => (
            <Show when={data().items.length > 0} fallback={<NoWorkers />}>
              <table class="table">
                <thead>
                  <tr>
                    <th>{t('column.state')}</th>
                    <th>{t('column.worker')}</th>
                    <th class="hidden sm:table-cell">{t('column.slots')}</th>
                    <Allowed to="runs:read">
                      <th class="hidden lg:table-cell">{t('workers.now')}</th>
                    </Allowed>
                    <th class="hidden md:table-cell">{t('workers.memory')}</th>
                    <th class="hidden md:table-cell">{t('nav.queues')}</th>
                    <th class="hidden lg:table-cell">{t('column.seen')}</th>
                    <th>
                      <span class="sr-only">{t('column.actions')}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  <For each={data().items}>{(worker) => <WorkerRow worker={worker} />}</For>
                </tbody>
              </table>
            </Show>
          )}
        </QueryView>
      </div>
    </Page>
  );
}

function NoWorkers() {
  return (
    <EmptyState icon="server" title={t('workers.empty')} hint={t('workers.emptyHint')}>
      <CodeBlock text="DATABASE_URL=… TASKS_DIR=… ./fbrain-worker" class="text-left" />
    </EmptyState>
  );
}
