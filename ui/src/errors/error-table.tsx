import type { ErrorGroup, ErrorGroupState } from '@fbrain/core/errors/error-group';
import { A } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { Sparkline } from '../charts/sparkline.tsx';
import { IconButton } from '../components/button.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { locale, t } from '../i18n/translate.ts';
import { Allowed } from '../session/allowed.tsx';
import { ERROR_CHOICES } from './error-actions.tsx';
import { ErrorStateBadge } from './error-state-badge.tsx';

interface ErrorTableProps {
  groups: readonly ErrorGroup[];
  /** Somebody says what is to be done about a group. */
  onState: (group: ErrorGroup, state: ErrorGroupState) => void;
}

/** Groups of errors as rows; open ones can be dealt with where they stand. */
export function ErrorTable(props: ErrorTableProps) {
  return (
    <div class="overflow-x-auto">
      <table class="table">
        <thead>
          <tr>
            <th>{t('column.error')}</th>
            <th class="hidden md:table-cell">{t('errors.last24')}</th>
            <th class="hidden text-right sm:table-cell">{t('errors.attempts')}</th>
            <th class="hidden text-right sm:table-cell">{t('errors.first')}</th>
            <th class="hidden text-right sm:table-cell">{t('errors.last')}</th>
            <Allowed to="runs:write">
              <th class="hidden sm:table-cell">
                <span class="sr-only">{t('column.actions')}</span>
              </th>
            </Allowed>
          </tr>
        </thead>
        <tbody>
          <For each={props.groups}>{(group) => <ErrorRow group={group} onState={props.onState} />}</For>
        </tbody>
      </table>
    </div>
  );
}

function ErrorRow(props: { group: ErrorGroup; onState: ErrorTableProps['onState'] }) {
  const attempts = () => props.group.attempts.toLocaleString(locale());
  const lately = () => props.group.recent.reduce((sum, count) => sum + count, 0);
  return (
    <tr class="relative hover:bg-hover">
      <td class="max-w-0 w-full py-2">
        <A
          href={`/errors/${props.group.fingerprint}`}
          class="block truncate font-medium after:absolute after:inset-0"
          title={props.group.message}
          data-row-link=""
        >
          {props.group.message}
        </A>
        <span class="flex flex-wrap items-center gap-x-3 text-xs text-muted">
          <ErrorStateBadge group={props.group} />
          <span class="truncate">{props.group.task}</span>
          <span class="truncate">{props.group.name ?? t(`error.kind.${props.group.kind}`)}</span>
          {/* On a phone they have no columns of their own. */}
          <span class="ml-auto tabular-nums sm:hidden">
            {attempts()} × · <RelativeTime at={props.group.lastSeenAt} />
          </span>
        </span>
      </td>
      <td class="hidden md:table-cell">
        <Sparkline
          values={props.group.recent}
          label={t('errors.recent', { count: lately().toLocaleString(locale()) })}
        />
      </td>
      <td class="hidden text-right tabular-nums sm:table-cell">{attempts()}</td>
      <td class="hidden text-right text-soft sm:table-cell">
        <RelativeTime at={props.group.firstSeenAt} class="relative" />
      </td>
      <td class="hidden text-right text-soft sm:table-cell">
        <RelativeTime at={props.group.lastSeenAt} class="relative" />
      </td>
      <Allowed to="runs:write">
        <td class="hidden pl-0 text-right whitespace-nowrap sm:table-cell">
          <RowActions {...props} />
        </td>
      </Allowed>
    </tr>
  );
}

function RowActions(props: { group: ErrorGroup; onState: ErrorTableProps['onState'] }) {
  return (
    <Show when={props.group.state === 'open'}>
      <For each={ERROR_CHOICES}>
        {({ state, text, icon }) => (
          <IconButton
            icon={icon}
            label={`${t(text)}: ${props.group.message.slice(0, 80)}`}
            class="relative z-10"
            onClick={() => props.onState(props.group, state)}
          />
        )}
      </For>
    </Show>
  );
}
