import type { ScheduleSlot } from '@fbrain/core/schedule/schedule-info';
import { A } from '@solidjs/router';
import { Show } from 'solid-js';
import { StateBadge } from '../components/state-badge.tsx';

/** What became of a slot; a link to its run where there is one, the reason on hover where there is none. */
export function SlotOutcome(props: { slot: ScheduleSlot; class?: string }) {
  const badge = () => <StateBadge state={props.slot.runState ?? props.slot.outcome} />;
  return (
    <Show
      when={props.slot.runState !== null && props.slot.runId}
      fallback={
        <span class={props.class} title={props.slot.reason ?? undefined}>
          {badge()}
        </span>
      }
    >
      {(runId) => (
        <A href={`/runs/${runId()}`} class={`hover:underline ${props.class ?? ''}`}>
          {badge()}
        </A>
      )}
    </Show>
  );
}
