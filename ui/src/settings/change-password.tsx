import { createSignal, Show } from 'solid-js';
import { Form } from '../components/form.tsx';
import { TextField } from '../components/text-field.tsx';
import { t } from '../i18n/translate.ts';
import { isLongEnough, NewPasswordField } from '../session/new-password-field.tsx';
import { changePassword } from '../session/session-queries.ts';

/** Asks for the present password, then takes a new one. */
export function ChangePassword() {
  const [currentPassword, setCurrentPassword] = createSignal('');
  const [newPassword, setNewPassword] = createSignal('');
  const [isDone, setIsDone] = createSignal(false);
  const submit = async () => {
    setIsDone(false);
    await changePassword({ currentPassword: currentPassword(), newPassword: newPassword() });
    setCurrentPassword('');
    setNewPassword('');
    setIsDone(true);
  };
  return (
    <Form
      onSubmit={submit}
      submitLabel={t('password.change')}
      isComplete={currentPassword() !== '' && isLongEnough(newPassword())}
    >
      <TextField
        label={t('password.current')}
        type="password"
        autocomplete="current-password"
        value={currentPassword()}
        onInput={setCurrentPassword}
      />
      <NewPasswordField value={newPassword()} onInput={setNewPassword} />
      <Show when={isDone()}>
        <p role="status" class="text-good">
          {t('password.changed')}
        </p>
      </Show>
    </Form>
  );
}
