import { createSignal, onCleanup } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { IconButton } from './button.tsx';
import type { IconName } from './icon.tsx';

const THANKS_MS = 1_500;

/** Copies a text and says so for a moment. */
export function CopyButton(props: { text: () => string; label?: string; class?: string; icon?: IconName }) {
  const [outcome, setOutcome] = createSignal<'copied' | 'refused' | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));

  const copy = async () => {
    // Browsers keep the clipboard from pages that are neither on https nor on this machine.
    const isDone = await navigator.clipboard?.writeText(props.text()).then(
      () => true,
      () => false,
    );
    setOutcome(isDone ? 'copied' : 'refused');
    clearTimeout(timer);
    timer = setTimeout(() => setOutcome(null), THANKS_MS);
  };
  const label = () => {
    if (outcome() === 'copied') return t('action.copied');
    return outcome() === 'refused' ? t('action.copyRefused') : (props.label ?? t('action.copy'));
  };
  return (
    <IconButton
      icon={outcome() === 'copied' ? 'check' : outcome() === 'refused' ? 'x' : (props.icon ?? 'copy')}
      label={label()}
      class={props.class ?? ''}
      onClick={() => void copy()}
    />
  );
}
