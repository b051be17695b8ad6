import type { AccessLink } from '@fbrain/core/access/user';
import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { Dialog } from '../components/dialog.tsx';
import { Form } from '../components/form.tsx';
import { TextField } from '../components/text-field.tsx';
import { t } from '../i18n/translate.ts';
import { LinkOnce } from './link-once.tsx';
import { UserFields, type UserRights } from './user-fields.tsx';
import { inviteUser } from './users-queries.ts';

/** Makes a user and shows the link with which they choose a password. */
export function InviteUserDialog(props: { onClose: () => void }) {
  const client = useQueryClient();
  const [email, setEmail] = createSignal('');
  const [rights, setRights] = createSignal<UserRights>({ role: 'viewer', seesPayloads: false });
  const [link, setLink] = createSignal<AccessLink | null>(null);
  const submit = async () => {
    const { role, seesPayloads } = rights();
    const user = await inviteUser({ email: email(), role, ...(role === 'viewer' && { seesPayloads }) });
    setLink(user.invitation);
    void client.invalidateQueries({ queryKey: ['users'] });
  };
  return (
    <Dialog isOpen={true} onClose={props.onClose} title={t('users.invite')} description={t('users.inviteHint')}>
      <Show
        when={link()}
        fallback={
          <Form onSubmit={submit} submitLabel={t('users.makeLink')} isComplete={email().includes('@')}>
            <TextField
              label={t('session.email')}
              type="email"
              autocomplete="off"
              pointer="/email"
              value={email()}
              onInput={setEmail}
            />
            <UserFields rights={rights()} onChange={setRights} />
          </Form>
        }
      >
        {(made) => <LinkOnce link={made()} onDone={props.onClose} />}
      </Show>
    </Dialog>
  );
}
