import { createSignal, Show } from 'solid-js';
import { Form } from '../components/form.tsx';
import { t } from '../i18n/translate.ts';
import { Gate } from './gate.tsx';
import { takeLinkCode } from './link-code.ts';
import { isLongEnough, NewPasswordField } from './new-password-field.tsx';
import { endSession } from './session.ts';
import { resetPassword } from './session-queries.ts';
import { ToSignIn } from './sign-in-page.tsx';

/** Where invitations and reset links lead: whoever opens one chooses a password, and signs in with it. */
export function ResetPasswordPage() {
  const code = takeLinkCode();
  const [password, setPassword] = createSignal('');
  const submit = async () => {
    await resetPassword({ code: code ?? '', password: password() });
    history.replaceState(null, '', '/');
    endSession('password-set');
  };
  return (
    <Gate title={t('reset.title')} hint={code === null ? t('session.noCode') : t('reset.hint')}>
      <Show when={code !== null} fallback={<ToSignIn />}>
        <Form onSubmit={submit} submitLabel={t('reset.submit')} isComplete={isLongEnough(password())}>
          <NewPasswordField value={password()} onInput={setPassword} />
        </Form>
      </Show>
    </Gate>
  );
}
