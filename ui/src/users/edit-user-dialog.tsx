import type { AccessLink, User } from '@fbrain/core/access/user';
import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, Match, Show, Switch } from 'solid-js';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Form } from '../components/form.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { t } from '../i18n/translate.ts';
import { session } from '../session/session.ts';
import { LinkOnce } from './link-once.tsx';
import { UserFields, type UserRights } from './user-fields.tsx';
import { changeUser, createResetLink, deleteUser, removeUserFactor } from './users-queries.ts';

/**
 * Changes what a user may do, and helps one who cannot get in. One window throughout, which gives the focus back to what
 * opened it.
 */
export function EditUserDialog(props: { user: User; onClose: () => void }) {
  const client = useQueryClient();
  const [rights, setRights] = createSignal<UserRights>(props.user);
  const [link, setLink] = createSignal<AccessLink | null>(null);
  const [isDeleting, setIsDeleting] = createSignal(false);
  const [problem, setProblem] = createSignal<Error | null>(null);
  const isOneself = () => props.user.id === session()?.principal.id;
  const done = () => {
    void client.invalidateQueries({ queryKey: ['users'] });
    props.onClose();
  };
  const save = async () => {
    const { role, seesPayloads } = rights();
    await changeUser(props.user.id, { role, seesPayloads: role === 'viewer' && seesPayloads });
    done();
  };
  const act = (work: Promise<unknown>) => void work.then(done, setProblem);
  return (
    <Dialog
      isOpen={true}
      onClose={props.onClose}
      title={isDeleting() ? t('users.deleteTitle', { email: props.user.email }) : props.user.email}
    >
      <Switch
        fallback={
          <>
            <Form onSubmit={save} submitLabel={t('common.save')}>
              <UserFields rights={rights()} onChange={setRights} />
            </Form>
            <div class="mt-5 flex flex-wrap gap-2 border-t pt-4">
              <Button onClick={() => void createResetLink(props.user.id).then(setLink, setProblem)}>
                {t('users.resetLink')}
              </Button>
              <Show when={props.user.hasSecondFactor}>
                <Button onClick={() => act(removeUserFactor(props.user.id))}>{t('users.removeFactor')}</Button>
              </Show>
              <Show when={!isOneself()}>
                <Button onClick={() => act(changeUser(props.user.id, { isDisabled: !props.user.isDisabled }))}>
                  {props.user.isDisabled ? t('users.enable') : t('users.disable')}
                </Button>
                <Button look="danger" onClick={() => setIsDeleting(true)}>
                  {t('users.delete')}
                </Button>
              </Show>
            </div>
            <Show when={problem()}>
              {(error) => (
                <div class="mt-3">
                  <ProblemNotice error={error()} />
                </div>
              )}
            </Show>
          </>
        }
      >
        <Match when={link()}>{(made) => <LinkOnce link={made()} onDone={props.onClose} />}</Match>
        <Match when={isDeleting()}>
          <Form
            onSubmit={() => deleteUser(props.user.id).then(done)}
            submitLabel={t('users.delete')}
            submitLook="danger"
            actions={<Button onClick={() => props.onClose()}>{t('common.cancel')}</Button>}
          >
            <p class="text-pretty text-soft">{t('users.deleteHint')}</p>
          </Form>
        </Match>
      </Switch>
    </Dialog>
  );
}
