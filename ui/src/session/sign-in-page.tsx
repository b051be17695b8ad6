import { createResource, createSignal, Match, Show, Switch, untrack } from 'solid-js';
import { ApiError } from '../api/api-error.ts';
import { buttonClass } from '../components/button.tsx';
import { Form } from '../components/form.tsx';
import { TextField } from '../components/text-field.tsx';
import { t } from '../i18n/translate.ts';
import { Gate } from './gate.tsx';
import { signedOutReason } from './session.ts';
import { readSetup, signIn, signInWithToken } from './session-queries.ts';

/** Asks who is there. Stands in for every page, so the address stays where the visitor wanted to go. */
export function SignInPage() {
  const [setup] = createResource(() => readSetup().catch(() => null));
  return (
    <Gate title={t('session.title')}>
      <Show when={signedOutReason() === 'password-set' || signedOutReason() === 'not-told'}>
        <p role="alert" class="rounded-md border border-warning/40 bg-warning/10 p-3">
          {signedOutReason() === 'not-told' ? t('session.notTold') : t('session.passwordSet')}
        </p>
      </Show>
      <Show when={setup()?.isNeeded}>
        <p role="status" class="rounded-md border border-accent/40 bg-accent/10 p-3 text-pretty">
          {t('session.setupNeeded')}
        </p>
      </Show>
      <SignInForms email="" />
    </Gate>
  );
}

/** The two ways to sign in, with a password or with a token. */
export function SignInForms(props: { email: string }) {
  const [hasToken, setHasToken] = createSignal(false);
  return (
    <>
      <Switch fallback={<PasswordForm email={props.email} />}>
        <Match when={hasToken()}>
          <TokenForm />
        </Match>
      </Switch>
      <button
        type="button"
        class="justify-self-start text-xs text-muted underline hover:text-ink"
        onClick={() => setHasToken(!hasToken())}
      >
        {hasToken() ? t('session.usePassword') : t('session.useToken')}
      </button>
    </>
  );
}

function PasswordForm(props: { email: string }) {
  const [email, setEmail] = createSignal(untrack(() => props.email));
  const [password, setPassword] = createSignal('');
  const [code, setCode] = createSignal('');
  /** The password was right, and the account has a second factor. */
  const [needsCode, setNeedsCode] = createSignal(false);
  const submit = async () => {
    try {
      await signIn({ email: email(), password: password(), ...(needsCode() && { code: code() }) });
    } catch (error) {
      const isFirstAsk = error instanceof ApiError && error.code === 'second-factor-required' && !needsCode();
      if (!isFirstAsk) throw error;
      setNeedsCode(true);
    }
  };
  return (
    <Form
      onSubmit={submit}
      submitLabel={t('session.signIn')}
      busyLabel={t('session.checking')}
      isComplete={email().trim() !== '' && password() !== '' && (!needsCode() || code().trim() !== '')}
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
      <TextField
        label={t('session.password')}
        type="password"
        name="password"
        autocomplete="current-password"
        required
        value={password()}
        onInput={setPassword}
      />
      <Show when={needsCode()}>
        <TextField
          label={t('session.code')}
          hint={t('session.codeHint')}
          name="code"
          autocomplete="one-time-code"
          class="font-mono tracking-widest"
          ref={(input) => queueMicrotask(() => input.focus())}
          value={code()}
          onInput={setCode}
        />
      </Show>
    </Form>
  );
}

function TokenForm() {
  const [token, setToken] = createSignal('');
  return (
    <Form
      onSubmit={() => signInWithToken(token().trim())}
      submitLabel={t('session.signIn')}
      busyLabel={t('session.checking')}
      isComplete={token().trim() !== ''}
    >
      <TextField
        label={t('session.token')}
        hint={t('session.tokenHint')}
        type="password"
        name="token"
        class="font-mono"
        autocomplete="off"
        autofocus
        required
        value={token()}
        onInput={setToken}
      />
    </Form>
  );
}

/** A link back, for pages that stand before the door. */
export const ToSignIn = () => (
  <a href="/" class={buttonClass('secondary')}>
    {t('session.toSignIn')}
  </a>
);
