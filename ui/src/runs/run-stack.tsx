import { isOwnFrame } from '@fbrain/core/errors/error-fingerprint';
import { For } from 'solid-js';
import { CopyButton } from '../components/copy-button.tsx';

/** A stack trace in which the frames of the task itself stand out: that is where to look. */
export function RunStack(props: { stack: string }) {
  return (
    <div class="relative mt-2 rounded-md border bg-canvas">
      {/* What scrolls must scroll by the keyboard, too. */}
      <pre
        tabindex="0"
        class="max-h-96 overflow-auto p-3 pr-10 font-mono text-xs leading-5 whitespace-pre-wrap wrap-anywhere print:max-h-none"
      >
        <For each={props.stack.split('\n')}>{(line) => <span class={lookOf(line)}>{`${line}\n`}</span>}</For>
      </pre>
      <CopyButton text={() => props.stack} class="absolute top-1 right-1" />
    </div>
  );
}

function lookOf(line: string): string {
  if (isOwnFrame(line)) return 'font-semibold text-ink';
  return /^\s*at /.test(line) ? 'text-muted' : 'text-soft';
}
