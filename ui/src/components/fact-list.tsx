import { For, type JSX } from 'solid-js';

export type Fact = [label: string, value: JSX.Element];

/** Names and values, one below the other. */
export const FactList = (props: { facts: readonly Fact[] }) => (
  <dl class="grid grid-cols-[7rem_1fr] gap-x-3 gap-y-2">
    <For each={props.facts}>
      {([label, value]) => (
        <>
          <dt class="text-muted">{label}</dt>
          <dd class="min-w-0 wrap-anywhere">{value}</dd>
        </>
      )}
    </For>
  </dl>
);
