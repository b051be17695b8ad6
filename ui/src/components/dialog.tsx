import { Dialog as Kobalte } from '@kobalte/core/dialog';
import { type JSX, onCleanup, Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { IconButton } from './button.tsx';
import { onFocusLost, rememberFocus } from './focus-return.ts';

export interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  description?: string;
  children: JSX.Element;
}

const FIELD = ':is(input, select, textarea):not(:disabled, [type=hidden])';

/**
 * A modal window: keeps the focus inside, first on what is to be filled in, closes on Escape and outside clicks, gives
 * the focus back.
 */
export function Dialog(props: DialogProps) {
  let body: HTMLDivElement | undefined;
  let giveBack = () => {};
  const keepFocus = (element: HTMLDivElement) => {
    body = element;
    // A form may give way to what came of it, such as a token that is shown once.
    onCleanup(onFocusLost(element, () => element.closest<HTMLElement>('[role="dialog"]')));
  };
  return (
    <Kobalte open={props.isOpen} onOpenChange={(isOpen) => !isOpen && props.onClose()}>
      <Kobalte.Portal>
        <Kobalte.Overlay class="fixed inset-0 z-40 bg-[#0006]" />
        <div class="pointer-events-none fixed inset-0 z-50 grid place-items-center p-4">
          <Kobalte.Content
            onOpenAutoFocus={(event) => {
              giveBack = rememberFocus();
              const field = body?.querySelector<HTMLElement>(FIELD);
              field?.focus();
              // One that takes no focus, as it is not shown, leaves it to Kobalte.
              if (field && document.activeElement === field) event.preventDefault();
            }}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              giveBack();
            }}
            class="pointer-events-auto max-h-full w-full max-w-md overflow-y-auto rounded-xl border bg-raised shadow-2xl"
          >
            {/* No <header>: outside of a section it is the banner of the whole page. */}
            <div class="flex items-start justify-between gap-4 px-5 pt-4">
              <Kobalte.Title class="text-base font-semibold">{props.title}</Kobalte.Title>
              <IconButton icon="x" label={t('action.close')} class="-mr-2" onClick={() => props.onClose()} />
            </div>
            <Show when={props.description}>
              <Kobalte.Description class="px-5 pt-1 text-soft">{props.description}</Kobalte.Description>
            </Show>
            <div ref={keepFocus} class="px-5 pt-4 pb-5">
              {props.children}
            </div>
          </Kobalte.Content>
        </div>
      </Kobalte.Portal>
    </Kobalte>
  );
}
