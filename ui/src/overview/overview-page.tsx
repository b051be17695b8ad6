import { useQuery } from '@tanstack/solid-query';
import { Page } from '../components/page.tsx';
import { QueryView } from '../components/query-view.tsx';
import { settledData } from '../components/settled-data.ts';
import { locale, t } from '../i18n/translate.ts';
import { ActiveRunsPanel } from './active-runs-panel.tsx';
import { overviewQuery } from './overview-queries.ts';
import { QueuesPanel } from './queues-panel.tsx';
import { NextSlotsPanel, WorkersPanel } from './side-panels.tsx';
import { Throughput } from './throughput.tsx';
import { Troubles } from './troubles.tsx';

/** The page that is opened at 3 a.m.: what is wrong first, then what goes on. */
export function OverviewPage() {
  const query = useQuery(overviewQuery);
  // Whoever keeps it in another tab sees there that something is wrong.
  const documentTitle = () => {
    const troubles = settledData(query)?.troubles.length ?? 0;
    return troubles === 0 ? t('nav.overview') : `(${troubles}) ${t('nav.overview')}`;
  };
  return (
    <Page title={t('nav.overview')} documentTitle={documentTitle()}>
      <QueryView query={query}>
        {(data) => (
          <div class="grid grid-cols-[minmax(0,1fr)] gap-4">
            <Troubles troubles={data().troubles} />
            <Throughput />
            <div class="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
              <div class="grid min-w-0 gap-4">
                <QueuesPanel queues={data().queues} />
                <ActiveRunsPanel
                  runs={data().activeRuns}
                  running={data().queues.reduce((sum, { running }) => sum + running, 0)}
                />
              </div>
              <div class="grid min-w-0 gap-4">
                <NextSlotsPanel slots={data().nextSlots} />
                <WorkersPanel workers={data().workers} />
              </div>
            </div>
            <p class="text-right text-xs text-muted tabular-nums">
              {t('overview.upTo', { time: new Date(data().at).toLocaleTimeString(locale(), { hourCycle: 'h23' }) })}
            </p>
          </div>
        )}
      </QueryView>
    </Page>
  );
}
