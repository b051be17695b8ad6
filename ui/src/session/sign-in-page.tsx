import { createSignal, Show } from 'solid-js';
import { checkToken } from '../api/api-client.ts';
import { Button } from '../components/button.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { t } from '../i18n/translate.ts';
import { signedOutReason, signIn } from './session.ts';

/** Asks for the API token. Stands in for every page, so the address stays where the visitor wanted to go. */
export function SignInPage() {
  const [text, setText] = createSignal('');
  const [error, setError] = createSignal<Error | null>(null);
  const [isChecking, setIsChecking] = createSignal(false);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setIsChecking(true);
    setError(null);
    const token = text().trim();
    await checkToken(token).then(() => signIn(token), setError);
    setIsChecking(false);
  };
  return (
    <main class="grid min-h-dvh place-items-center p-4">
      <form class="panel grid w-full max-w-sm gap-4 p-6" onSubmit={(event) => void submit(event)}>
        <h1 class="text-lg font-semibold">{t('session.title')}</h1>
        <Show when={signedOutReason() === 'refused' && !error()}>
          <p role="alert" class="rounded-md border border-warning/40 bg-warning/10 p-3">
            {t('session.refused')}
          </p>
        </Show>
        <label class="grid gap-1.5">
          <span class="font-medium">{t('session.token')}</span>
          <input
            type="password"
            name="token"
            class="input font-mono"
            autocomplete="current-password"
            autofocus
            required
            value={text()}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <span class="text-xs text-pretty text-muted">{t('session.hint')}</span>
        </label>
        <Show when={error()}>{(problem) => <ProblemNotice error={problem()} />}</Show>
        <Button type="submit" look="primary" disabled={isChecking() || text().trim() === ''}>
          {isChecking() ? t('session.checking') : t('session.signIn')}
        </Button>
      </form>
    </main>
  );
}
