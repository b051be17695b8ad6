import type { ErrorGroup, ErrorGroupState } from '@fbrain/core/errors/error-group';
import { Show } from 'solid-js';
import { Icon, type IconName } from '../components/icon.tsx';
import { formatRelative } from '../format/format-time.ts';
import { locale, t } from '../i18n/translate.ts';
import { nowMs } from '../live/now.ts';

const LOOK: Record<ErrorGroupState, { icon: IconName; text: string }> = {
  open: { icon: 'circle-x', text: 'text-bad' },
  resolved: { icon: 'circle-check', text: 'text-good' },
  ignored: { icon: 'circle-slash', text: 'text-muted' },
};

/** What is to be done about a group of errors, and whether it came back. */
export function ErrorStateBadge(props: { group: ErrorGroup }) {
  const look = () => LOOK[props.group.state];
  return (
    <span class={`inline-flex items-center gap-1.5 font-medium ${look().text}`}>
      <Icon name={look().icon} class="size-4" />
      {t(`errors.is.${props.group.state}`)}
      <Show when={props.group.state === 'open' && props.group.regressedAt}>
        {(at) => (
          <span class="text-xs font-normal text-warning">
            {t('errors.regressed', { when: formatRelative(at(), nowMs(), locale()) })}
          </span>
        )}
      </Show>
    </span>
  );
}
