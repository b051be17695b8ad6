import { LOG_LEVELS, type LogLevel } from '@fbrain/core/run/run';
import { createMemo, createSignal, Match, Show, Switch } from 'solid-js';
import { CopyButton } from '../components/copy-button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { SearchField } from '../components/search-field.tsx';
import { Select } from '../components/select.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { t, tn } from '../i18n/translate.ts';
import { followRunLog } from './follow-run-log.ts';
import { filterLines } from './log-buffer.ts';
import { LogList } from './log-list.tsx';

/** The log of a run: live, filtered by level and text, following the end until someone scrolls up. */
export function RunLogs(props: { runId: string }) {
  const log = followRunLog(props.runId);
  const [level, setLevel] = createSignal<LogLevel>('debug');
  const [search, setSearch] = createSignal('');
  const [isFollowing, setIsFollowing] = createSignal(true);
  const lines = createMemo(() => filterLines(log.buffer().lines, level(), search()));
  const hasLines = () => log.buffer().lines.length > 0;
  return (
    <div>
      <div class="flex flex-wrap items-center gap-2 border-b px-3 py-2">
        <SearchField label={t('logs.search')} value={search()} onSearch={setSearch} isMain />
        <Select
          label={t('logs.level')}
          class="w-auto"
          value={level()}
          options={LOG_LEVELS.map((name) => ({ value: name, label: t(`logs.${name}`) }))}
          onChange={(name) => setLevel(LOG_LEVELS.find((known) => known === name) ?? 'debug')}
        />
        <label class="flex items-center gap-1.5 px-1 text-soft">
          <input
            type="checkbox"
            class="accent-accent"
            checked={isFollowing()}
            onChange={(event) => setIsFollowing(event.currentTarget.checked)}
          />
          {t('logs.follow')}
        </label>
        <CopyButton
          label={t('logs.copy')}
          text={() =>
            lines()
              .map((line) => `${line.at} ${line.level} ${line.text}`)
              .join('\n')
          }
        />
      </div>
      <Show when={log.error()}>
        {(error) => (
          <div class="p-3">
            <ProblemNotice error={error()} />
          </div>
        )}
      </Show>
      <Show when={log.buffer().dropped > 0}>
        <p class="border-b px-4 py-1.5 text-xs text-muted">{tn('logs.dropped', log.buffer().dropped)}</p>
      </Show>
      <Switch fallback={<LogList lines={lines()} isFollowing={isFollowing()} onFollow={setIsFollowing} />}>
        <Match when={log.status() === 'loading' && !log.error()}>
          <Skeleton />
        </Match>
        <Match when={lines().length === 0}>
          <EmptyState
            icon={hasLines() ? 'search' : 'list'}
            title={hasLines() ? t('logs.noMatch') : t('logs.empty')}
            hint={hasLines() ? t('logs.noMatchHint') : t('logs.emptyHint')}
          />
        </Match>
      </Switch>
      <footer class="flex justify-between border-t px-4 py-1.5 text-xs text-muted">
        <span class="tabular-nums">{tn('logs.lines', lines().length)}</span>
        <span>{t(`logs.status.${log.status()}`)}</span>
      </footer>
    </div>
  );
}
