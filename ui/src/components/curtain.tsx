import { Dialog as Kobalte } from '@kobalte/core/dialog';
import type { JSX } from 'solid-js';

interface CurtainProps {
  title: string;
  description: string;
  children: JSX.Element;
}

/** A window in front of everything, open dialogs too: hides what is behind it, and stays until it is taken away. */
export function Curtain(props: CurtainProps) {
  let body: HTMLDivElement | undefined;
  let before: Element | null = null;
  return (
    <Kobalte open>
      <Kobalte.Portal>
        <Kobalte.Overlay class="fixed inset-0 z-60 bg-canvas" />
        <div class="pointer-events-none fixed inset-0 z-60 grid place-items-center p-4">
          <Kobalte.Content
            onOpenAutoFocus={(event) => {
              before = document.activeElement;
              event.preventDefault();
              const fields = [...(body?.querySelectorAll('input') ?? [])];
              (fields.find((field) => field.value === '') ?? fields[0])?.focus();
            }}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              if (before instanceof HTMLElement) before.focus();
            }}
            class="pointer-events-auto grid max-h-full w-full max-w-sm gap-4 overflow-y-auto rounded-lg border bg-surface p-6"
          >
            <Kobalte.Title class="text-lg font-semibold">{props.title}</Kobalte.Title>
            <Kobalte.Description class="text-pretty text-soft">{props.description}</Kobalte.Description>
            <div ref={body} class="grid gap-4">
              {props.children}
            </div>
          </Kobalte.Content>
        </div>
      </Kobalte.Portal>
    </Kobalte>
  );
}
