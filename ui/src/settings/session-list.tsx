import type { SessionInfo } from '@fbrain/core/access/session';
import { useMutation, useQuery, useQueryClient } from '@tanstack/solid-query';
import { For, Show } from 'solid-js';
import { Button } from '../components/button.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { t } from '../i18n/translate.ts';
import { endOneSession, endOtherSessions, sessionKeys, sessionsQuery } from '../session/session-queries.ts';
import { browserName } from './browser-name.ts';

/** Where the visitor is signed in, with a way to end each. */
export function SessionList() {
  const client = useQueryClient();
  const query = useQuery(sessionsQuery);
  const end = useMutation(() => ({
    mutationFn: (id: string | null) => (id === null ? endOtherSessions() : endOneSession(id)),
    onSettled: () => client.invalidateQueries({ queryKey: sessionKeys.sessions }),
  }));
  return (
    <QueryView query={query}>
      {(data) => (
        <div class="grid gap-3">
          <ul class="grid divide-y">
            <For each={data().items}>
              {(item) => <SessionRow item={item} isBusy={end.isPending} onEnd={() => end.mutate(item.id)} />}
            </For>
          </ul>
          <Show when={end.error}>{(error) => <ProblemNotice error={error()} />}</Show>
          <Show when={data().items.length > 1}>
            <Button class="justify-self-end" disabled={end.isPending} onClick={() => end.mutate(null)}>
              {t('sessions.endOthers')}
            </Button>
          </Show>
        </div>
      )}
    </QueryView>
  );
}

const SessionRow = (props: { item: SessionInfo; isBusy: boolean; onEnd: () => void }) => (
  <li class="flex items-center justify-between gap-3 py-2">
    <div class="min-w-0">
      <p class="wrap-anywhere">
        {browserName(props.item.userAgent) ?? t('sessions.unknown')}
        <Show when={props.item.isCurrent}>
          <span class="ml-2 text-xs font-medium text-good">{t('sessions.current')}</span>
        </Show>
      </p>
      <p class="text-xs text-muted">
        {props.item.address} · <RelativeTime at={props.item.lastSeenAt} />
      </p>
    </div>
    <Show when={!props.item.isCurrent}>
      <Button disabled={props.isBusy} onClick={() => props.onEnd()}>
        {t('sessions.end')}
      </Button>
    </Show>
  </li>
);
