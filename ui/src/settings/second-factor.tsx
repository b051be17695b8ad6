import type { SecondFactorSecret } from '@fbrain/core/access/session';
import { createSignal, lazy, Match, Show, Suspense, Switch } from 'solid-js';
import { Button } from '../components/button.tsx';
import { CodeBlock } from '../components/code-block.tsx';
import { Form } from '../components/form.tsx';
import { TextField } from '../components/text-field.tsx';
import { t } from '../i18n/translate.ts';
import { confirmSecondFactor, proposeSecondFactor, removeSecondFactor } from '../session/session-queries.ts';

const QrCode = lazy(() => import('./qr-code.tsx').then((m) => ({ default: m.QrCode })));

/** Turns the codes of an authenticator app on and off. */
export function SecondFactor(props: { isOn: boolean }) {
  const [secret, setSecret] = createSignal<SecondFactorSecret | null>(null);
  const [recoveryCodes, setRecoveryCodes] = createSignal<readonly string[] | null>(null);
  const done = () => setRecoveryCodes(null);
  return (
    <Switch
      fallback={
        <Show when={props.isOn} fallback={<Begin onSecret={setSecret} />}>
          <TurnOff />
        </Show>
      }
    >
      <Match when={recoveryCodes()}>{(codes) => <Recovery codes={codes()} onDone={done} />}</Match>
      <Match when={secret()}>
        {(proposed) => (
          <Confirm
            secret={proposed()}
            onConfirmed={(codes) => {
              setSecret(null);
              setRecoveryCodes(codes);
            }}
          />
        )}
      </Match>
    </Switch>
  );
}

function Begin(props: { onSecret: (secret: SecondFactorSecret) => void }) {
  const [password, setPassword] = createSignal('');
  return (
    <Form
      onSubmit={async () => props.onSecret(await proposeSecondFactor(password()))}
      submitLabel={t('factor.turnOn')}
      isComplete={password() !== ''}
    >
      <PasswordOnceMore value={password()} onInput={setPassword} />
    </Form>
  );
}

function Confirm(props: { secret: SecondFactorSecret; onConfirmed: (codes: readonly string[]) => void }) {
  const [code, setCode] = createSignal('');
  return (
    <Form
      onSubmit={async () => props.onConfirmed((await confirmSecondFactor(code())).recoveryCodes)}
      submitLabel={t('factor.confirm')}
      isComplete={code().trim() !== ''}
    >
      <p class="text-pretty">{t('factor.scan')}</p>
      <Suspense>
        <QrCode text={props.secret.uri} label={t('factor.qr')} />
      </Suspense>
      <CodeBlock text={props.secret.secret} />
      <TextField
        label={t('session.code')}
        autocomplete="one-time-code"
        class="font-mono tracking-widest"
        value={code()}
        onInput={setCode}
      />
    </Form>
  );
}

const Recovery = (props: { codes: readonly string[]; onDone: () => void }) => (
  <div class="grid gap-3">
    <p class="text-pretty">{t('factor.recovery')}</p>
    <CodeBlock text={props.codes.join('\n')} />
    <Button class="justify-self-end" look="primary" onClick={() => props.onDone()}>
      {t('factor.kept')}
    </Button>
  </div>
);

function TurnOff() {
  const [password, setPassword] = createSignal('');
  return (
    <Form
      onSubmit={() => removeSecondFactor(password())}
      submitLabel={t('factor.turnOff')}
      isComplete={password() !== ''}
    >
      <p class="text-good">{t('factor.isOn')}</p>
      <PasswordOnceMore value={password()} onInput={setPassword} />
    </Form>
  );
}

const PasswordOnceMore = (props: { value: string; onInput: (text: string) => void }) => (
  <TextField
    label={t('password.current')}
    type="password"
    autocomplete="current-password"
    value={props.value}
    onInput={props.onInput}
  />
);
