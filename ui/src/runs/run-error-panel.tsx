import type { RunError } from '@fbrain/core/run/run';
import { A } from '@solidjs/router';
import { Show } from 'solid-js';
import { Icon } from '../components/icon.tsx';
import { isPrinting } from '../components/printing.ts';
import { t } from '../i18n/translate.ts';
import { RunStack } from './run-stack.tsx';

/** Why a run failed, or why its latest attempt did, with the stack. */
export function RunErrorPanel(props: { error: RunError; isFinal: boolean }) {
  const look = () => (props.isFinal ? 'border-bad/40 bg-surface' : 'border-warning/40 bg-surface');
  return (
    <section class={`grid gap-2 rounded-lg border p-4 ${look()}`}>
      <h2 class="flex flex-wrap items-center gap-2 font-medium">
        <Icon name="alert" class={`size-4 ${props.isFinal ? 'text-bad' : 'text-warning'}`} />
        {props.isFinal ? t(`error.kind.${props.error.kind}`) : t('run.lastError')}
        <Show when={props.error.name}>
          <span class="font-mono text-xs font-normal text-muted">{props.error.name}</span>
        </Show>
        <Show when={props.error.exitCode !== undefined}>
          <span class="text-xs font-normal text-muted">{t('run.exitCode', { code: props.error.exitCode ?? 0 })}</span>
        </Show>
        <Show when={props.error.signal}>
          {(signal) => <span class="text-xs font-normal text-muted">{t('run.signal', { signal: signal() })}</span>}
        </Show>
      </h2>
      <p class="whitespace-pre-wrap wrap-anywhere">{props.error.message}</p>
      <Show when={props.error.fingerprint}>
        {(fingerprint) => (
          <A href={`/errors/${fingerprint()}`} class="w-fit text-xs text-accent hover:underline">
            {t('errors.similar')}
          </A>
        )}
      </Show>
      <Show when={props.error.stack}>
        {(stack) => (
          <details open={props.isFinal || isPrinting()}>
            <summary class="w-fit text-xs text-muted hover:text-ink">{t('run.stack')}</summary>
            <RunStack stack={stack()} />
          </details>
        )}
      </Show>
    </section>
  );
}
