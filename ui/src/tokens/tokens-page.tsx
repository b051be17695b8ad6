import type { ApiToken } from '@fbrain/core/access/api-token';
import { useInfiniteQuery, useQueryClient } from '@tanstack/solid-query';
import { createSignal, For, Show } from 'solid-js';
import { Button } from '../components/button.tsx';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Page } from '../components/page.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { t } from '../i18n/translate.ts';
import { Allowed } from '../session/allowed.tsx';
import { CreateTokenDialog } from './create-token-dialog.tsx';
import { revokeToken, tokensQuery } from './tokens-queries.ts';

const HEAD = ['tokens.name', 'tokens.scopes', 'tokens.reach', 'tokens.lastUsed', 'tokens.expires'] as const;
/** On a phone what a token is called, when it was used and how to revoke it remain. */
const NARROW_HIDES: ReadonlySet<string> = new Set(['tokens.scopes', 'tokens.reach', 'tokens.expires']);

/** The credentials of programs. */
export function TokensPage() {
  const query = useInfiniteQuery(tokensQuery);
  const [isCreating, setIsCreating] = createSignal(false);
  const create = () => (
    <Allowed to="tokens:write">
      <Button look="primary" icon="plus" onClick={() => setIsCreating(true)}>
        {t('tokens.create')}
      </Button>
    </Allowed>
  );
  return (
    <Page
      title={t('settings.part.tokens')}
      documentTitle={t('settings.part.tokens')}
      description={t('tokens.about')}
      actions={create()}
    >
      <PagedTable
        query={query}
        empty={
          <EmptyState icon="key" title={t('tokens.empty')} hint={t('tokens.emptyHint')}>
            {create()}
          </EmptyState>
        }
        head={
          <>
            <For each={HEAD}>
              {(key) => <th class={NARROW_HIDES.has(key) ? 'hidden sm:table-cell' : ''}>{t(key)}</th>}
            </For>
            <th>
              <span class="sr-only">{t('column.actions')}</span>
            </th>
          </>
        }
        row={(token) => <TokenRow token={token} />}
      />
      <Show when={isCreating()}>
        <CreateTokenDialog onClose={() => setIsCreating(false)} />
      </Show>
    </Page>
  );
}

function TokenRow(props: { token: ApiToken }) {
  const client = useQueryClient();
  const [isRevoking, setIsRevoking] = createSignal(false);
  const reach = () => [...(props.token.tasks ?? []), ...(props.token.queues ?? []).map((name) => `@${name}`)];
  const close = () => {
    setIsRevoking(false);
    void client.invalidateQueries({ queryKey: ['tokens'] });
  };
  return (
    <tr class="h-11 hover:bg-hover">
      <td class="min-w-32 wrap-anywhere whitespace-normal">
        <span class={`font-medium ${props.token.revokedAt ? 'text-muted line-through' : ''}`}>{props.token.name}</span>
        <span class="block font-mono text-2xs text-muted">
          {props.token.prefix}… · {props.token.createdBy}
        </span>
      </td>
      <td class="hidden max-w-72 text-xs whitespace-normal sm:table-cell">{props.token.permissions.join(', ')}</td>
      <td class="hidden max-w-48 min-w-24 font-mono text-xs wrap-anywhere whitespace-normal sm:table-cell">
        {reach().length > 0 ? reach().join(', ') : <span class="font-sans text-muted">{t('tokens.all')}</span>}
      </td>
      <td>
        <Moment at={props.token.lastUsedAt} />
      </td>
      <td class="hidden sm:table-cell">
        <Show when={props.token.revokedAt} fallback={<Moment at={props.token.expiresAt} />}>
          <span class="text-xs font-medium text-warning">{t('tokens.revoked')}</span>
        </Show>
      </td>
      <td class="text-right">
        <Show when={!props.token.revokedAt}>
          <Allowed to="tokens:write">
            <Button onClick={() => setIsRevoking(true)}>{t('tokens.revoke')}</Button>
          </Allowed>
        </Show>
        <Show when={isRevoking()}>
          <ConfirmDialog
            title={t('tokens.revokeTitle', { name: props.token.name })}
            description={t('tokens.revokeHint')}
            confirmLabel={t('tokens.revoke')}
            onConfirm={() => revokeToken(props.token.id)}
            onClose={close}
          />
        </Show>
      </td>
    </tr>
  );
}

const Moment = (props: { at: string | null }) => (
  <Show when={props.at} fallback={<span class="text-muted">{t('common.never')}</span>}>
    {(at) => <RelativeTime at={at()} />}
  </Show>
);
