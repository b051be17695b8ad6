import type { Progress } from '@fbrain/core/run/run';
import { Show } from 'solid-js';
import { ProgressBar } from './progress-bar.tsx';

interface ProgressWithEndProps {
  progress: Progress | null;
  /** When it probably ends, in words; null = nobody knows. */
  end: string | null;
}

/** How far something is, and beside it when it probably ends. */
export const ProgressWithEnd = (props: ProgressWithEndProps) => (
  <span class="flex items-center gap-3">
    <Show when={props.progress} fallback={<span class="flex-1" />}>
      {(progress) => (
        <span class="min-w-0 flex-1">
          <ProgressBar progress={progress()} />
        </span>
      )}
    </Show>
    <span class="text-xs whitespace-nowrap text-muted tabular-nums">{props.end}</span>
  </span>
);
