import type { ScheduleInfo } from '@fbrain/core/schedule/schedule-info';
import { createSignal, Show } from 'solid-js';
import { Button, IconButton } from '../components/button.tsx';
import type { IconName } from '../components/icon.tsx';
import { t } from '../i18n/translate.ts';
import { Allowed } from '../session/allowed.tsx';
import { type ScheduleAction, ScheduleActionDialog } from './schedule-action-dialog.tsx';

const ICONS: Record<ScheduleAction, IconName> = { fire: 'bolt', pause: 'pause', resume: 'play', delete: 'trash' };

/** Four buttons fit beside each other on a phone without their icons. */
export const BUTTON_WITH_ICON = 'max-sm:px-2.5 max-sm:[&>svg]:hidden';

/** What can be done with a schedule at once. Each asks first, and says what it will do. */
export function ScheduleButtons(props: { schedule: ScheduleInfo; isCompact?: boolean }) {
  const [asked, setAsked] = createSignal<ScheduleAction | null>(null);
  const button = (action: ScheduleAction) => (
    <Show
      when={props.isCompact}
      fallback={
        <Button icon={ICONS[action]} class={BUTTON_WITH_ICON} onClick={() => setAsked(action)}>
          {t(`schedule.${action}`)}
        </Button>
      }
    >
      <IconButton
        icon={ICONS[action]}
        label={t(`schedule.${action}Of`, { name: props.schedule.name })}
        onClick={() => setAsked(action)}
      />
    </Show>
  );
  return (
    <Allowed to="schedules:write">
      {button('fire')}
      <Show when={props.schedule.editable.includes('paused')}>
        <Show when={props.schedule.paused} fallback={button('pause')}>
          {button('resume')}
        </Show>
      </Show>
      <Show when={!props.isCompact && canDelete(props.schedule)}>{button('delete')}</Show>
      <Show when={asked()} keyed>
        {(action) => <ScheduleActionDialog action={action} schedule={props.schedule} onClose={() => setAsked(null)} />}
      </Show>
    </Allowed>
  );
}

/** What code declares would come back with the next look at its file: it is removed there. */
const canDelete = ({ managedBy, disabledReason }: ScheduleInfo): boolean =>
  managedBy === 'api' || disabledReason !== null;
