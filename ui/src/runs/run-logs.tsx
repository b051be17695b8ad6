import { createSignal, Match, Show, Switch } from 'solid-js';
import { EmptyState } from '../components/empty-state.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { t, tn } from '../i18n/translate.ts';
import type { RunLog } from './follow-run-log.ts';
import { logFile, saveFile } from './log-download.ts';
import { LogList } from './log-list.tsx';
import { LogSearchBox } from './log-search-box.tsx';
import { createLogState, type LogState } from './log-state.ts';
import { LogToolbar } from './log-toolbar.tsx';

/** The log of a run: live, searched, filtered by level, following the end until someone scrolls up. */
export function RunLogs(props: { runId: string; log: RunLog }) {
  const { log } = props;
  const state = createLogState(log);
  const [saving, setSaving] = createSignal<'none' | 'busy' | Error>('none');
  const save = async () => {
    setSaving('busy');
    try {
      saveFile(await logFile(props.runId, log.buffer), `run-${props.runId}.log`);
      setSaving('none');
    } catch (error) {
      setSaving(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const problem = () => log.error() ?? (saving() instanceof Error ? (saving() as Error) : null);
  return (
    <div>
      <LogToolbar
        search={
          <LogSearchBox
            onSearch={state.setQuery}
            isSearching={state.isSearching()}
            count={state.count()}
            current={state.current()}
            onMove={state.move}
          />
        }
        level={state.level()}
        onLevel={state.setLevel}
        isWrapped={state.isWrapped()}
        onWrap={state.setIsWrapped}
        isFollowing={state.isFollowing()}
        onFollow={state.setIsFollowing}
        onDownload={() => void save()}
        isDownloading={saving() === 'busy'}
      />
      <Show when={problem()}>
        {(error) => (
          <div class="p-3">
            <ProblemNotice error={error()} />
          </div>
        )}
      </Show>
      <LogLines log={log} state={state} />
      <footer class="flex justify-between gap-4 border-t px-4 py-1.5 text-xs text-muted">
        <span class="tabular-nums">
          {tn('logs.lines', state.rows().count)}
          <Show when={state.dropped() > 0}> · {tn('logs.dropped', state.dropped())}</Show>
        </span>
        <span>{t(`logs.status.${log.status()}`)}</span>
      </footer>
    </div>
  );
}

function LogLines(props: { log: RunLog; state: LogState }) {
  const hasLines = () => props.state.held() > 0;
  return (
    <Switch
      fallback={
        <LogList
          buffer={props.log.buffer}
          rows={props.state.rows()}
          isFollowing={props.state.isFollowing()}
          onFollow={props.state.setIsFollowing}
          isWrapped={props.state.isWrapped()}
          pattern={props.state.search()?.pattern ?? null}
          target={props.state.target()}
          onWidth={props.state.setWidth}
          onSight={props.state.setSight}
        />
      }
    >
      <Match when={props.log.status() === 'loading' && !props.log.error()}>
        <Skeleton />
      </Match>
      <Match when={props.state.rows().count === 0}>
        <EmptyState
          icon={hasLines() ? 'search' : 'list'}
          title={hasLines() ? t('logs.noMatch') : t('logs.empty')}
          hint={hasLines() ? t('logs.noMatchHint') : t('logs.emptyHint')}
        />
      </Match>
    </Switch>
  );
}
