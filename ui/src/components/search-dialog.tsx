import { Dialog as Kobalte } from '@kobalte/core/dialog';
import type { JSX } from 'solid-js';
import { rememberFocus } from './focus-return.ts';

/** A modal window at the top of the screen whose first control is a search; its title is for readers alone. */
export function SearchDialog(props: { title: string; onClose: () => void; children: JSX.Element }) {
  let giveBack = () => {};
  return (
    <Kobalte open onOpenChange={(isOpen) => !isOpen && props.onClose()}>
      <Kobalte.Portal>
        <Kobalte.Overlay class="fixed inset-0 z-40 bg-[#0006]" />
        <div class="pointer-events-none fixed inset-0 z-50 flex items-start justify-center p-3 sm:pt-[12vh]">
          <Kobalte.Content
            onOpenAutoFocus={() => {
              giveBack = rememberFocus();
            }}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              // Only where nothing else has taken the focus meanwhile, such as the page that was chosen.
              if (document.activeElement === document.body) giveBack();
            }}
            class="pointer-events-auto flex max-h-full w-full max-w-xl flex-col overflow-hidden rounded-xl border bg-raised shadow-2xl sm:max-h-[70vh]"
          >
            <Kobalte.Title class="sr-only">{props.title}</Kobalte.Title>
            {props.children}
          </Kobalte.Content>
        </div>
      </Kobalte.Portal>
    </Kobalte>
  );
}
