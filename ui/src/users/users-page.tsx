import { ROLES } from '@fbrain/core/access/role';
import type { User } from '@fbrain/core/access/user';
import { useInfiniteQuery } from '@tanstack/solid-query';
import { createSignal, For, Show } from 'solid-js';
import { Button, IconButton } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Page } from '../components/page.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { t } from '../i18n/translate.ts';
import { Allowed } from '../session/allowed.tsx';
import { session } from '../session/session.ts';
import { EditUserDialog } from './edit-user-dialog.tsx';
import { InviteUserDialog } from './invite-user-dialog.tsx';
import { usersQuery } from './users-queries.ts';

/** Everybody who can sign in, and what they may do. */
export function UsersPage() {
  const query = useInfiniteQuery(usersQuery);
  const [isInviting, setIsInviting] = createSignal(false);
  const invite = () => (
    <Allowed to="users:write">
      <Button look="primary" icon="plus" onClick={() => setIsInviting(true)}>
        {t('users.invite')}
      </Button>
    </Allowed>
  );
  return (
    <Page
      title={t('settings.part.users')}
      documentTitle={t('settings.part.users')}
      description={t('users.about')}
      actions={invite()}
    >
      <PagedTable
        query={query}
        empty={<EmptyState icon="users" title={t('users.empty')} hint={t('users.emptyHint')} />}
        head={
          <>
            <th>{t('session.email')}</th>
            <th>{t('users.role')}</th>
            <th class="hidden sm:table-cell">{t('factor.title')}</th>
            <th class="hidden sm:table-cell">{t('users.lastLogin')}</th>
            <th>
              <span class="sr-only">{t('column.actions')}</span>
            </th>
          </>
        }
        row={(user) => <UserRow user={user} />}
      />
      <dl class="mt-4 grid gap-x-4 gap-y-1 text-muted sm:grid-cols-[6rem_1fr]">
        <For each={ROLES}>
          {(role) => (
            <>
              <dt class="font-medium text-soft">{t(`role.${role}`)}</dt>
              <dd>{t(`role.${role}.hint`)}</dd>
            </>
          )}
        </For>
      </dl>
      <Show when={isInviting()}>
        <InviteUserDialog onClose={() => setIsInviting(false)} />
      </Show>
    </Page>
  );
}

function UserRow(props: { user: User }) {
  const [isEditing, setIsEditing] = createSignal(false);
  return (
    <tr class="h-11 hover:bg-hover">
      <td class="max-w-48 whitespace-normal sm:max-w-none">
        <span class="font-medium wrap-anywhere">{props.user.email}</span>
        <Show when={props.user.id === session()?.principal.id}>
          <span class="ml-2 text-xs text-muted">{t('users.you')}</span>
        </Show>
        <Show when={props.user.isDisabled || !props.user.hasPassword}>
          <span class="ml-2 text-xs font-medium text-warning">
            {props.user.isDisabled ? t('users.disabled') : t('users.invited')}
          </span>
        </Show>
      </td>
      <td>{t(`role.${props.user.role}`)}</td>
      <td class="hidden sm:table-cell">
        {props.user.hasSecondFactor ? t('common.on') : <span class="text-muted">{t('common.off')}</span>}
      </td>
      <td class="hidden sm:table-cell">
        <Show when={props.user.lastLoginAt} fallback={<span class="text-muted">{t('common.never')}</span>}>
          {(at) => <RelativeTime at={at()} />}
        </Show>
      </td>
      <td class="text-right">
        <Allowed to="users:write">
          <IconButton
            icon="settings"
            label={t('users.edit', { email: props.user.email })}
            onClick={() => setIsEditing(true)}
          />
        </Allowed>
        <Show when={isEditing()}>
          <EditUserDialog user={props.user} onClose={() => setIsEditing(false)} />
        </Show>
      </td>
    </tr>
  );
}
