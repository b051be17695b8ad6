import { t } from '../i18n/translate.ts';
import { Button, IconButton } from './button.tsx';

interface UndoNoticeProps {
  /** What was just done. */
  text: string;
  isPending?: boolean;
  onUndo: () => void;
  onClose: () => void;
}

/** Says what was just done, and offers the way back. For acts that can be taken back without a trace. */
export function UndoNotice(props: UndoNoticeProps) {
  return (
    <div class="panel mb-3 flex items-center gap-2 px-3 py-1.5">
      <span role="status" class="mr-auto min-w-0 truncate">
        {props.text}
      </span>
      <Button icon="rotate" disabled={props.isPending ?? false} onClick={() => props.onUndo()}>
        {t('undo.button')}
      </Button>
      <IconButton icon="x" label={t('action.close')} onClick={() => props.onClose()} />
    </div>
  );
}
