import type { JSX } from 'solid-js';
import { Icon, type IconName } from './icon.tsx';

/** What stands where a list has nothing to show: why, and the next step. */
export function EmptyState(props: { icon: IconName; title: string; hint: string; children?: JSX.Element }) {
  return (
    <div class="grid justify-items-center gap-1 px-6 py-16 text-center">
      <Icon name={props.icon} class="mb-2 size-6 text-muted" />
      <p class="font-medium">{props.title}</p>
      <p class="max-w-md text-pretty text-muted">{props.hint}</p>
      <div class="mt-3 flex max-w-full flex-wrap justify-center gap-2">{props.children}</div>
    </div>
  );
}
