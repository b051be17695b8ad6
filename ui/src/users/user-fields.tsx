import { ROLES, type Role } from '@fbrain/core/access/role';
import { Show } from 'solid-js';
import { Select } from '../components/select.tsx';
import { t } from '../i18n/translate.ts';

export interface UserRights {
  role: Role;
  seesPayloads: boolean;
}

/** What a user may do. */
export function UserFields(props: { rights: UserRights; onChange: (rights: UserRights) => void }) {
  return (
    <div class="grid gap-3">
      <div class="grid gap-1.5">
        <span class="font-medium">{t('users.role')}</span>
        <Select
          label={t('users.role')}
          value={props.rights.role}
          options={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
          onChange={(role) => props.onChange({ ...props.rights, role: role as Role })}
        />
        <span class="text-xs text-muted">{t(`role.${props.rights.role}.hint`)}</span>
      </div>
      <Show when={props.rights.role === 'viewer'}>
        <label class="flex items-start gap-2">
          <input
            type="checkbox"
            class="mt-0.5"
            checked={props.rights.seesPayloads}
            onChange={(event) => props.onChange({ ...props.rights, seesPayloads: event.currentTarget.checked })}
          />
          <span>
            {t('users.seesPayloads')}
            <span class="block text-xs text-muted">{t('users.seesPayloadsHint')}</span>
          </span>
        </label>
      </Show>
    </div>
  );
}
