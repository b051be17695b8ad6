import type { JSX } from 'solid-js';

/** A small rounded button that carries a condition. */
export function Chip(props: { label: string; onClick: () => void; children: JSX.Element }) {
  return (
    <button
      type="button"
      title={props.label}
      class="inline-flex h-7 max-w-80 items-center gap-1.5 rounded-full border border-accent/50 bg-surface px-2.5 text-xs whitespace-nowrap text-ink"
      onClick={() => props.onClick()}
    >
      {props.children}
    </button>
  );
}
