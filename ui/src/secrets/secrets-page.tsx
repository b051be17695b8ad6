import type { SecretInfo } from '@fbrain/core/secret/secret-info';
import { useQuery, useQueryClient } from '@tanstack/solid-query';
import { createSignal, For, Show } from 'solid-js';
import { Button, IconButton } from '../components/button.tsx';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Page } from '../components/page.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { t } from '../i18n/translate.ts';
import { Allowed } from '../session/allowed.tsx';
import { SecretDialog } from './secret-dialog.tsx';
import { deleteSecret, secretKeys, secretsQuery } from './secrets-queries.ts';

/** What tasks need and nobody may read: names, never values. */
export function SecretsPage() {
  const query = useQuery(secretsQuery);
  const [isAdding, setIsAdding] = createSignal(false);
  const add = () => (
    <Allowed to="secrets:write">
      <Button look="primary" icon="plus" onClick={() => setIsAdding(true)}>
        {t('secrets.add')}
      </Button>
    </Allowed>
  );
  return (
    <Page
      title={t('settings.part.secrets')}
      documentTitle={t('settings.part.secrets')}
      description={t('secrets.about')}
      actions={add()}
    >
      <div class="panel overflow-x-auto">
        <QueryView query={query}>
          {(data) => (
            <Show
              when={data().items.length > 0}
              fallback={
                <EmptyState icon="key" title={t('secrets.empty')} hint={t('secrets.emptyHint')}>
                  {add()}
                </EmptyState>
              }
            >
              <table class="table">
                <thead>
                  <tr>
                    <th>{t('tokens.name')}</th>
                    <th class="hidden sm:table-cell">{t('secrets.usedBy')}</th>
                    <th>{t('secrets.updated')}</th>
                    <th>
                      <span class="sr-only">{t('column.actions')}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  <For each={data().items}>{(secret) => <SecretRow secret={secret} />}</For>
                </tbody>
              </table>
            </Show>
          )}
        </QueryView>
      </div>
      <Show when={isAdding()}>
        <SecretDialog name={null} onClose={() => setIsAdding(false)} />
      </Show>
    </Page>
  );
}

/** Whom it will hurt, by name. */
const deletionText = ({ usedBy }: SecretInfo): string =>
  usedBy.length === 0
    ? t('secrets.deleteUnused')
    : `${t('secrets.deleteHint')} ${t('secrets.deleteUsed', { tasks: usedBy.join(', ') })}`;

function SecretRow(props: { secret: SecretInfo }) {
  const client = useQueryClient();
  const [open, setOpen] = createSignal<'value' | 'delete' | null>(null);
  const close = () => {
    setOpen(null);
    void client.invalidateQueries({ queryKey: secretKeys.all });
  };
  return (
    <tr class="h-11 hover:bg-hover">
      <td class="min-w-28 font-mono font-medium wrap-anywhere whitespace-normal">{props.secret.name}</td>
      <td class="hidden max-w-80 font-mono text-xs wrap-anywhere whitespace-normal sm:table-cell">
        {props.secret.usedBy.join(', ') || <span class="font-sans text-muted">{t('secrets.unused')}</span>}
      </td>
      <td>
        <RelativeTime at={props.secret.updatedAt} />{' '}
        <span class="block text-muted sm:inline">{props.secret.updatedBy}</span>
      </td>
      <td class="text-right">
        <Allowed to="secrets:write">
          <Button onClick={() => setOpen('value')}>{t('secrets.change')}</Button>
          <IconButton
            icon="trash"
            class="ml-1 align-middle"
            label={t('secrets.delete', { name: props.secret.name })}
            onClick={() => setOpen('delete')}
          />
        </Allowed>
        <Show when={open() === 'value'}>
          <SecretDialog name={props.secret.name} onClose={close} />
        </Show>
        <Show when={open() === 'delete'}>
          <ConfirmDialog
            title={t('secrets.delete', { name: props.secret.name })}
            description={deletionText(props.secret)}
            confirmLabel={t('common.delete')}
            onConfirm={() => deleteSecret(props.secret.name)}
            onClose={close}
          />
        </Show>
      </td>
    </tr>
  );
}
