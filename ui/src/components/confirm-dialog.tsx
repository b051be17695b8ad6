import { t } from '../i18n/translate.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Form } from './form.tsx';

/** Asks before something that cannot be undone: says what will happen, and what went wrong if it did not. */
export function ConfirmDialog(props: {
  title: string;
  description: string;
  confirmLabel: string;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}) {
  const confirm = async () => {
    await props.onConfirm();
    props.onClose();
  };
  return (
    <Dialog isOpen={true} onClose={props.onClose} title={props.title} description={props.description}>
      <Form
        onSubmit={confirm}
        submitLabel={props.confirmLabel}
        submitLook="danger"
        actions={<Button onClick={() => props.onClose()}>{t('common.cancel')}</Button>}
      >
        {null}
      </Form>
    </Dialog>
  );
}
