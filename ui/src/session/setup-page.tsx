import { createSignal, Show } from 'solid-js';
import { Form } from '../components/form.tsx';
import { TextField } from '../components/text-field.tsx';
import { t } from '../i18n/translate.ts';
import { Gate } from './gate.tsx';
import { takeLinkCode } from './link-code.ts';
import { isLongEnough, NewPasswordField } from './new-password-field.tsx';
import { setUp } from './session-queries.ts';
import { ToSignIn } from './sign-in-page.tsx';

/** Where the set-up link leads: makes the first admin, who is signed in at once. */
export function SetupPage() {
  const code = takeLinkCode();
  const [email, setEmail] = createSignal('');
  const [password, setPassword] = createSignal('');
  const submit = async () => {
    await setUp({ code: code ?? '', email: email(), password: password() });
    // Loaded anew: it comes back signed in.
    location.replace('/');
  };
  return (
    <Gate title={t('setup.title')} hint={code === null ? t('session.noCode') : t('setup.hint')}>
      <Show when={code !== null} fallback={<ToSignIn />}>
        <Form
          onSubmit={submit}
          submitLabel={t('setup.submit')}
          isComplete={email().includes('@') && isLongEnough(password())}
        >
          <TextField
            label={t('session.email')}
            type="email"
            name="email"
            autocomplete="username"
            autofocus
            required
            value={email()}
            onInput={setEmail}
          />
          <NewPasswordField value={password()} onInput={setPassword} />
        </Form>
      </Show>
    </Gate>
  );
}
