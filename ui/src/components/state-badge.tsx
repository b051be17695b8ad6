import { t } from '../i18n/translate.ts';
import { Icon } from './icon.tsx';
import { STATE_LOOK } from './state-look.ts';

/** A state as icon and word. */
export function StateBadge(props: { state: keyof typeof STATE_LOOK; class?: string }) {
  const look = () => STATE_LOOK[props.state];
  return (
    <span class={`inline-flex items-center gap-1.5 align-middle font-medium ${look().text} ${props.class ?? ''}`}>
      <Icon name={look().icon} class="size-4" />
      {t(`state.${props.state}`)}
    </span>
  );
}
