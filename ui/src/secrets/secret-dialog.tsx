import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { Dialog } from '../components/dialog.tsx';
import { Form } from '../components/form.tsx';
import { TextField } from '../components/text-field.tsx';
import { t } from '../i18n/translate.ts';
import { putSecret, secretKeys } from './secrets-queries.ts';

/** Sets the value of a secret: of a new one, or, with a name, of one there is. */
export function SecretDialog(props: { name: string | null; onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = createSignal(props.name ?? '');
  const [value, setValue] = createSignal('');
  const submit = async () => {
    await putSecret(name().trim(), value());
    void client.invalidateQueries({ queryKey: secretKeys.all });
    props.onClose();
  };
  return (
    <Dialog
      isOpen={true}
      onClose={props.onClose}
      title={props.name ?? t('secrets.add')}
      description={t('secrets.valueHint')}
    >
      <Form onSubmit={submit} submitLabel={t('common.save')} isComplete={name().trim() !== '' && value() !== ''}>
        <Show when={props.name === null}>
          <TextField
            label={t('tokens.name')}
            class="font-mono"
            placeholder="smtp"
            autocomplete="off"
            pointer="name"
            value={name()}
            onInput={setName}
          />
        </Show>
        <label class="grid gap-1.5">
          <span class="font-medium">{t('secrets.value')}</span>
          <textarea
            class="input min-h-24 font-mono text-xs"
            autocomplete="off"
            spellcheck={false}
            value={value()}
            onInput={(event) => setValue(event.currentTarget.value)}
          />
        </label>
      </Form>
    </Dialog>
  );
}
