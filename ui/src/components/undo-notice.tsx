import { onCleanup, onMount } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { Button, IconButton } from './button.tsx';
import { onFocusLost } from './focus-return.ts';

interface UndoNoticeProps {
  /** What was just done. */
  text: string;
  isPending?: boolean;
  onUndo: () => void;
  onClose: () => void;
}

/** Says what was just done, and offers the way back. For acts that can be taken back without a trace. */
export function UndoNotice(props: UndoNoticeProps) {
  let panel: HTMLDivElement | undefined;
  // What was pressed vanishes with its row, now or once the list is read again. Its button may not be free yet: the
  // notice takes the focus, and leaves it to the page when it goes.
  onMount(() => {
    const main = document.getElementById('main');
    const isLost = () => document.activeElement === document.body;
    if (isLost()) panel?.focus({ preventScroll: true });
    const stop = main && onFocusLost(main, () => panel ?? null);
    onCleanup(() => {
      stop?.();
      if (isLost() || panel?.contains(document.activeElement)) main?.focus({ preventScroll: true });
    });
  });
  return (
    <div ref={panel} tabindex="-1" class="panel mb-3 flex items-center gap-2 px-3 py-1.5">
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
