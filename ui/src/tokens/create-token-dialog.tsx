import { PERMISSIONS, type Permission } from '@fbrain/core/access/permission';
import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, For, Show } from 'solid-js';
import { Button } from '../components/button.tsx';
import { CodeBlock } from '../components/code-block.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Form } from '../components/form.tsx';
import { TextField } from '../components/text-field.tsx';
import { t } from '../i18n/translate.ts';
import { can } from '../session/session.ts';
import { EMPTY_TOKEN, isDays, type TokenForm, toTokenRequest } from './token-form.ts';
import { createToken } from './tokens-queries.ts';

/** Makes a token and shows it, this once. */
export function CreateTokenDialog(props: { onClose: () => void }) {
  const client = useQueryClient();
  const [form, setForm] = createSignal<TokenForm>(EMPTY_TOKEN);
  const [token, setToken] = createSignal<string | null>(null);
  const field = (name: 'name' | 'tasks' | 'queues' | 'days') => ({
    value: form()[name],
    pointer: name === 'days' ? '/expiresAt' : `/${name}`,
    onInput: (text: string) => setForm({ ...form(), [name]: text }),
  });
  const submit = async () => {
    setToken((await createToken(toTokenRequest(form(), Date.now()))).token);
    void client.invalidateQueries({ queryKey: ['tokens'] });
  };
  const isComplete = () => form().name.trim() !== '' && form().permissions.length > 0 && isDays(form().days);
  return (
    <Dialog isOpen={true} onClose={props.onClose} title={t('tokens.create')}>
      <Show
        when={token()}
        fallback={
          <Form onSubmit={submit} submitLabel={t('tokens.create')} isComplete={isComplete()}>
            <TextField label={t('tokens.name')} hint={t('tokens.nameHint')} autocomplete="off" {...field('name')} />
            <Scopes chosen={form().permissions} onChange={(permissions) => setForm({ ...form(), permissions })} />
            <div class="grid gap-4 sm:grid-cols-2">
              <TextField label={t('tokens.tasks')} placeholder="csv.*" class="font-mono" {...field('tasks')} />
              <TextField label={t('tokens.queues')} placeholder="reports" class="font-mono" {...field('queues')} />
            </div>
            <TextField
              label={t('tokens.days')}
              placeholder={t('common.never')}
              inputmode="numeric"
              aria-invalid={!isDays(form().days)}
              {...field('days')}
            />
          </Form>
        }
      >
        {(made) => (
          <div class="grid gap-3">
            <p class="text-pretty">{t('tokens.shownOnce')}</p>
            <CodeBlock text={made()} />
            <Button class="justify-self-end" look="primary" onClick={props.onClose}>
              {t('tokens.kept')}
            </Button>
          </div>
        )}
      </Show>
    </Dialog>
  );
}

/** Nobody can give what they may not do themselves, so only that is offered. */
function Scopes(props: { chosen: readonly Permission[]; onChange: (chosen: readonly Permission[]) => void }) {
  const toggle = (permission: Permission, isOn: boolean) =>
    props.onChange(isOn ? [...props.chosen, permission] : props.chosen.filter((other) => other !== permission));
  return (
    <fieldset class="grid gap-1.5">
      <legend class="pb-1.5 font-medium">{t('tokens.scopes')}</legend>
      <div class="grid grid-cols-2 gap-x-3 gap-y-1">
        <For each={PERMISSIONS.filter(can)}>
          {(permission) => (
            <label class="flex h-6 items-center gap-2 font-mono text-xs">
              <input
                type="checkbox"
                checked={props.chosen.includes(permission)}
                onChange={(event) => toggle(permission, event.currentTarget.checked)}
              />
              {permission}
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
}
