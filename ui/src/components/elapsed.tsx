import { formatElapsed } from '../format/format-elapsed.ts';
import { nowMs } from '../live/now.ts';

/** The time between two instants; counts on while the second has not come. */
export function Elapsed(props: { from: string; to: string | null; class?: string }) {
  const ms = () => (props.to === null ? wholeSeconds(nowMs()) : Date.parse(props.to)) - Date.parse(props.from);
  return <span class={`tabular-nums ${props.class ?? ''}`}>{formatElapsed(ms())}</span>;
}

/** The clock of the page ticks in seconds: tenths would only flicker. */
const wholeSeconds = (ms: number): number => Math.floor(ms / 1_000) * 1_000;
