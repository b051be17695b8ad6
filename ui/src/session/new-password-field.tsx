import { MIN_PASSWORD_LENGTH } from '@fbrain/core/access/password';
import { TextField } from '../components/text-field.tsx';
import { t } from '../i18n/translate.ts';

export const isLongEnough = (password: string): boolean => password.length >= MIN_PASSWORD_LENGTH;

/** A password that is being chosen. */
export const NewPasswordField = (props: { value: string; onInput: (text: string) => void }) => (
  <TextField
    label={t('session.newPassword')}
    hint={t('session.passwordHint', { count: MIN_PASSWORD_LENGTH })}
    type="password"
    name="new-password"
    autocomplete="new-password"
    required
    value={props.value}
    onInput={props.onInput}
  />
);
