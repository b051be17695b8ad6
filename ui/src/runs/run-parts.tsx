import type { Run } from '@fbrain/core/run/run';
import { useSearchParams } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { isPrinting } from '../components/printing.ts';
import { Tabs } from '../components/tabs.tsx';
import { t, tn } from '../i18n/translate.ts';
import { can } from '../session/session.ts';
import { followRunLog, type RunLog } from './follow-run-log.ts';
import { LogRow } from './log-row.tsx';
import { RunLogs } from './run-logs.tsx';
import { HiddenPayload, RunPayload } from './run-payload.tsx';

/** Logs and data of a run as tabs; on paper one below the other. */
export function RunParts(props: { run: Run }) {
  const [search, setSearch] = useSearchParams<{ tab?: string }>();
  // Followed here, so that the lines are there for every tab and for the printer.
  const log = can('payloads:read') ? followRunLog(props.run.id) : null;
  const tabs = [
    {
      id: 'logs',
      label: t('run.logs'),
      content: () => (log ? <RunLogs runId={props.run.id} log={log} /> : <HiddenPayload />),
    },
    { id: 'data', label: t('run.data'), content: () => <RunPayload run={props.run} /> },
  ];
  const selected = () => tabs.find((tab) => tab.id === search.tab)?.id ?? 'logs';
  return (
    <section class="panel min-w-0 overflow-hidden print:overflow-visible print:border-0">
      <Show
        when={isPrinting()}
        fallback={
          <Tabs
            label={t('run.parts')}
            tabs={tabs}
            selected={selected()}
            onSelect={(tab) => setSearch({ tab }, { replace: true })}
          />
        }
      >
        <RunPayload run={props.run} />
        <Show when={log}>{(lines) => <PrintedLog log={lines()} />}</Show>
      </Show>
    </section>
  );
}

/** Lines that go on paper: some twenty pages. */
const PRINTED_LINES = 1_000;

function PrintedLog(props: { log: RunLog }) {
  const { buffer } = props.log;
  const first = Math.max(buffer.length - PRINTED_LINES, 0);
  return (
    <section class="font-mono text-2xs">
      <h2 class="px-4 font-sans text-xs font-medium text-muted">{t('run.logs')}</h2>
      <Show when={first + buffer.dropped > 0}>
        <p class="px-4 text-muted">{tn('logs.notPrinted', first + buffer.dropped)}</p>
      </Show>
      <For each={Array.from({ length: buffer.length - first }, (_, index) => first + index)}>
        {(index) => (
          <Show when={buffer.lineAt(index)}>
            {(line) => (
              <LogRow
                line={line()}
                isNewAttempt={index > first && buffer.attemptAt(index - 1) !== line().attempt}
                isWrapped
                pattern={null}
                isCurrent={false}
              />
            )}
          </Show>
        )}
      </For>
    </section>
  );
}
