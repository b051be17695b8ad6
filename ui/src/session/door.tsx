import { type Component, createSignal, ErrorBoundary, type JSX, lazy, Show, Suspense } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { BrokenPart } from '../components/broken-part.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { reconnectNow } from '../live/browser-connection.ts';
import { followOtherTabs } from './other-tabs.ts';
import { isSessionOver, session, signedOutReason } from './session.ts';
import { restoreSession } from './session-queries.ts';
import { untilSessionKnown } from './until-session-known.ts';

const SignInPage = lazy(() => import('./sign-in-page.tsx').then((m) => ({ default: m.SignInPage })));
const SignInAgain = lazy(() => import('./sign-in-again.tsx').then((m) => ({ default: m.SignInAgain })));
const SetupPage = lazy(() => import('./setup-page.tsx').then((m) => ({ default: m.SetupPage })));
const ResetPasswordPage = lazy(() =>
  import('./reset-password-page.tsx').then((m) => ({ default: m.ResetPasswordPage })),
);

/** Pages that a link leads to, whoever is signed in. */
const GATES: Record<string, Component> = { '/setup': SetupPage, '/reset-password': ResetPasswordPage };

/** Lets in who is signed in, and shows the others the way in. Somebody else finds nothing of who was here before. */
export function Door(props: { children: JSX.Element }) {
  const [isKnown, setIsKnown] = createSignal(false);
  const [startError, setStartError] = createSignal<Error | null>(null);
  void untilSessionKnown(setStartError).then(() => setIsKnown(true));
  // Tabs share the cookie: this one asks whose it is now. Without an answer all stays as it is.
  followOtherTabs(() => void restoreSession().catch(() => undefined));
  return (
    <ErrorBoundary
      fallback={(error) => (
        <Alone>
          <BrokenPart error={error} />
        </Alone>
      )}
    >
      <Suspense>
        <Show when={isKnown()} fallback={<StartFailed error={startError()} />}>
          <Show when={whoIsIn()} keyed fallback={<Dynamic component={gate()} />}>
            {(_who) => props.children}
          </Show>
        </Show>
      </Suspense>
      <Suspense>
        <Show when={isSessionOver()}>
          <SignInAgain />
        </Show>
      </Suspense>
    </ErrorBoundary>
  );
}

const whoIsIn = (): string | undefined => {
  const principal = session()?.principal;
  return principal && `${principal.kind} ${principal.id}`;
};

/** The reason is read so that this is asked again when a sign-in has ended: a link may have been used. */
const gate = () => (signedOutReason() === 'password-set' ? SignInPage : (GATES[location.pathname] ?? SignInPage));

/** The server did not say who is signed in. It is asked again by itself; who will not wait presses the button. */
const StartFailed = (props: { error: Error | null }) => (
  <Show when={props.error}>{(error) => <Alone>{<ProblemNotice error={error()} onRetry={reconnectNow} />}</Alone>}</Show>
);

const Alone = (props: { children: JSX.Element }) => <main class="mx-auto max-w-xl p-8">{props.children}</main>;
