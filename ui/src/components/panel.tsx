import { type JSX, Show } from 'solid-js';

/** A part of a page with a heading of its own. */
export const Panel = (props: { title: string; hint?: string; children: JSX.Element }) => (
  <section class="panel grid content-start gap-4 p-5">
    <div class="grid gap-1">
      <h2 class="font-medium">{props.title}</h2>
      <Show when={props.hint}>
        <p class="text-pretty text-muted">{props.hint}</p>
      </Show>
    </div>
    {props.children}
  </section>
);
