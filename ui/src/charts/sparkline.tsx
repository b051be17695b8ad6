import { For } from 'solid-js';

const STEP = 4;
const HEIGHT = 18;

/** Small bars without axes, oldest at the left; `label` says in words what they show. */
export function Sparkline(props: { values: readonly number[]; label: string; class?: string }) {
  const top = () => Math.max(...props.values, 1);
  const heightOf = (value: number) => (value === 0 ? 1 : Math.max((value / top()) * HEIGHT, 2));
  return (
    <svg
      role="img"
      aria-label={props.label}
      width={props.values.length * STEP}
      height={HEIGHT}
      class={`shrink-0 ${props.class ?? 'text-bad'}`}
      fill="currentColor"
    >
      <title>{props.label}</title>
      <For each={props.values}>
        {(value, index) => (
          <rect
            x={index() * STEP}
            y={HEIGHT - heightOf(value)}
            width={STEP - 1}
            height={heightOf(value)}
            opacity={value === 0 ? 0.25 : 1}
          />
        )}
      </For>
    </svg>
  );
}
