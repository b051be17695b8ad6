import { createEffect, type JSX } from 'solid-js';

/** The frame of the pages before the door: a panel in the middle of the screen. */
export function Gate(props: { title: string; hint?: string; children: JSX.Element }) {
  createEffect(() => {
    document.title = `${props.title} · F_BRAIN`;
  });
  return (
    <main class="grid min-h-dvh place-items-center p-4">
      <div class="panel grid w-full max-w-sm gap-4 p-6">
        <h1 class="text-lg font-semibold">{props.title}</h1>
        {props.hint && <p class="text-pretty text-soft">{props.hint}</p>}
        {props.children}
      </div>
    </main>
  );
}
