import type { Channel } from '@fbrain/core/notification/channel';
import type { Rule } from '@fbrain/core/notification/rule';
import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { createSignal, For, Show } from 'solid-js';
import { Button, IconButton } from '../components/button.tsx';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { Icon } from '../components/icon.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { t } from '../i18n/translate.ts';
import { Allowed } from '../session/allowed.tsx';
import { changeRule, deleteRule, notificationKeys } from './notifications-queries.ts';
import { RuleDialog } from './rule-dialog.tsx';
import { conditionTexts } from './rule-form.ts';

/** All rules, with what is wrong now. */
export function RulesTable(props: { rules: readonly Rule[]; channels: readonly Channel[] }) {
  return (
    <table class="table">
      <thead>
        <tr>
          <th>{t('tokens.name')}</th>
          <th class="hidden md:table-cell">{t('notify.tells')}</th>
          <th class="hidden sm:table-cell">{t('notify.lastTold')}</th>
          <th>
            <span class="sr-only">{t('column.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        <For each={props.rules}>{(rule) => <RuleRow rule={rule} channels={props.channels} />}</For>
      </tbody>
    </table>
  );
}

function RuleRow(props: { rule: Rule; channels: readonly Channel[] }) {
  const client = useQueryClient();
  const [open, setOpen] = createSignal<'edit' | 'delete' | null>(null);
  const refresh = () => void client.invalidateQueries({ queryKey: notificationKeys.all });
  const close = () => {
    setOpen(null);
    refresh();
  };
  const toggle = useMutation(() => ({
    mutationFn: () => changeRule(props.rule.id, { enabled: !props.rule.enabled }),
    onSettled: refresh,
  }));
  const told = () => props.channels.filter(({ id }) => props.rule.channels.includes(id)).map(({ name }) => name);
  return (
    <tr class="h-11 hover:bg-hover">
      <td class="wrap-anywhere whitespace-normal">
        <span class={`font-medium ${props.rule.enabled ? '' : 'text-muted'}`}>{props.rule.name}</span>
        <span class="block text-xs text-muted">
          {t(`notify.rule.${props.rule.kind}`)} ·{' '}
          <code class="font-mono">{conditionTexts(props.rule).join(' · ')}</code>
        </span>
        <RuleState rule={props.rule} />
        <Show when={toggle.error}>{(error) => <ProblemNotice error={error()} />}</Show>
      </td>
      <td class="hidden max-w-60 whitespace-normal md:table-cell">
        <Show
          when={told().length > 0}
          fallback={<span class="text-xs font-medium text-warning">{t('notify.tellsNobody')}</span>}
        >
          {told().join(', ')}
        </Show>
      </td>
      <td class="hidden sm:table-cell">
        <Show when={props.rule.lastToldAt} fallback={<span class="text-muted">{t('common.never')}</span>}>
          {(at) => <RelativeTime at={at()} />}
        </Show>
      </td>
      <td class="text-right whitespace-nowrap">
        <Allowed to="notifications:write">
          <IconButton
            icon={props.rule.enabled ? 'pause' : 'play'}
            class="align-middle"
            label={t(props.rule.enabled ? 'notify.turnOff' : 'notify.turnOn', { name: props.rule.name })}
            disabled={toggle.isPending}
            onClick={() => toggle.mutate()}
          />
          <Button class="mx-1" onClick={() => setOpen('edit')}>
            {t('notify.edit')}
          </Button>
          <IconButton
            icon="trash"
            class="align-middle"
            label={t('notify.deleteRule', { name: props.rule.name })}
            onClick={() => setOpen('delete')}
          />
        </Allowed>
        <Show when={open() === 'edit'}>
          <RuleDialog rule={props.rule} channels={props.channels} onClose={close} />
        </Show>
        <Show when={open() === 'delete'}>
          <ConfirmDialog
            title={t('notify.deleteRule', { name: props.rule.name })}
            description={t('notify.deleteRuleHint')}
            confirmLabel={t('common.delete')}
            onConfirm={() => deleteRule(props.rule.id)}
            onClose={close}
          />
        </Show>
      </td>
    </tr>
  );
}

/** Off, looked at in vain, or something it has found and that is not over. */
function RuleState(props: { rule: Rule }) {
  return (
    <>
      <Show when={!props.rule.enabled}>
        <span class="inline-flex items-center gap-1 text-xs font-medium text-muted">
          <Icon name="circle-pause" class="size-3.5" />
          {t('notify.off')}
        </span>
      </Show>
      <Show when={props.rule.problem}>
        {(problem) => <span class="block text-xs text-pretty text-bad">{problem()}</span>}
      </Show>
      <For each={props.rule.open}>
        {(incident) => (
          <span class="flex items-center gap-1 text-xs font-medium text-bad">
            <Icon name="alert" class="size-3.5" />
            {incident.key} <RelativeTime at={incident.since} class="font-normal text-muted" />
          </span>
        )}
      </For>
    </>
  );
}
