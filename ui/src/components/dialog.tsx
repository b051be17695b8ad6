import { Dialog as Kobalte } from '@kobalte/core/dialog';
import { type JSX, Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { IconButton } from './button.tsx';

export interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  description?: string;
  children: JSX.Element;
}

/** A modal window: keeps the focus inside, closes on Escape and outside clicks, gives the focus back. */
export function Dialog(props: DialogProps) {
  // Kobalte returns the focus to its own trigger only, and ours are opened by anything.
  let opener: Element | null = null;
  return (
    <Kobalte open={props.isOpen} onOpenChange={(isOpen) => !isOpen && props.onClose()}>
      <Kobalte.Portal>
        <Kobalte.Overlay class="fixed inset-0 z-40 bg-[#0006]" />
        <div class="pointer-events-none fixed inset-0 z-50 grid place-items-center p-4">
          <Kobalte.Content
            onOpenAutoFocus={() => {
              opener = document.activeElement;
            }}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              if (opener instanceof HTMLElement) opener.focus();
            }}
            class="pointer-events-auto max-h-full w-full max-w-md overflow-y-auto rounded-xl border bg-raised shadow-2xl"
          >
            <header class="flex items-start justify-between gap-4 px-5 pt-4">
              <Kobalte.Title class="text-base font-semibold">{props.title}</Kobalte.Title>
              <IconButton icon="x" label={t('action.close')} class="-mr-2" onClick={() => props.onClose()} />
            </header>
            <Show when={props.description}>
              <Kobalte.Description class="px-5 pt-1 text-soft">{props.description}</Kobalte.Description>
            </Show>
            <div class="px-5 pt-4 pb-5">{props.children}</div>
          </Kobalte.Content>
        </div>
      </Kobalte.Portal>
    </Kobalte>
  );
}
