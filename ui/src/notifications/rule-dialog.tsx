import type { Channel } from '@fbrain/core/notification/channel';
import { RULE_KINDS, type Rule, type RuleKind } from '@fbrain/core/notification/rule';
import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, For, Show } from 'solid-js';
import { Dialog } from '../components/dialog.tsx';
import { Form } from '../components/form.tsx';
import { Select } from '../components/select.tsx';
import { TextField } from '../components/text-field.tsx';
import { t } from '../i18n/translate.ts';
import { changeRule, createRule, notificationKeys } from './notifications-queries.ts';
import { CONDITION_FIELDS, PLACEHOLDERS, type RuleForm, toRuleForm, toRuleRequest } from './rule-form.ts';

/** Makes a rule, or changes one. */
export function RuleDialog(props: { rule: Rule | null; channels: readonly Channel[]; onClose: () => void }) {
  const client = useQueryClient();
  const [form, setForm] = createSignal(
    toRuleForm(
      props.rule,
      props.channels.map(({ id }) => id),
    ),
  );
  const field = (name: Exclude<keyof RuleForm, 'channels' | 'kind'>) => ({
    value: form()[name],
    pointer: name === 'name' || name === 'throttle' ? `/${name}` : `/condition/${name}`,
    onInput: (text: string) => setForm({ ...form(), [name]: text }),
  });
  const toggle = (id: string, isOn: boolean) =>
    setForm({ ...form(), channels: isOn ? [...form().channels, id] : form().channels.filter((one) => one !== id) });
  const submit = async () => {
    const { kind, ...patch } = toRuleRequest(form());
    await (props.rule ? changeRule(props.rule.id, patch) : createRule({ kind, ...patch }));
    void client.invalidateQueries({ queryKey: notificationKeys.all });
    props.onClose();
  };
  return (
    <Dialog
      isOpen={true}
      onClose={props.onClose}
      title={props.rule?.name ?? t('notify.addRule')}
      description={t('notify.ruleHint')}
    >
      <Form onSubmit={submit} submitLabel={t('common.save')} isComplete={form().name.trim() !== ''}>
        <TextField label={t('tokens.name')} autocomplete="off" {...field('name')} />
        <Show when={props.rule === null}>
          <div class="grid gap-1.5">
            <span class="font-medium">{t('notify.when')}</span>
            <Select
              label={t('notify.when')}
              value={form().kind}
              options={RULE_KINDS.map((value) => ({ value, label: t(`notify.rule.${value}`) }))}
              onChange={(kind) => setForm({ ...form(), kind: kind as RuleKind })}
            />
          </div>
        </Show>
        <div class="grid gap-4 sm:grid-cols-2 sm:gap-3">
          <For each={CONDITION_FIELDS[form().kind]}>
            {(name) => (
              <TextField
                label={t(`notify.field.${name}`)}
                autocomplete="off"
                placeholder={PLACEHOLDERS[name]}
                {...field(name)}
              />
            )}
          </For>
          <TextField label={t('notify.throttle')} autocomplete="off" placeholder="5m" {...field('throttle')} />
        </div>
        <p class="text-xs text-pretty text-muted">{t('notify.patternHint')}</p>
        <fieldset class="grid gap-1.5">
          <legend class="pb-1.5 font-medium">{t('notify.channels')}</legend>
          <For each={props.channels} fallback={<p class="text-muted">{t('notify.noChannelYet')}</p>}>
            {(channel) => (
              <label class="flex items-center gap-2">
                <input
                  type="checkbox"
                  checked={form().channels.includes(channel.id)}
                  onChange={(event) => toggle(channel.id, event.currentTarget.checked)}
                />
                {channel.name}
              </label>
            )}
          </For>
        </fieldset>
      </Form>
    </Dialog>
  );
}
