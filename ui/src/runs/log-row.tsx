import type { LogLevel } from '@fbrain/core/run/run';
import { For, Show } from 'solid-js';
import { ClockTime } from '../components/clock-time.tsx';
import { previewText } from '../components/json-tree-model.ts';
import { parseAnsi } from '../format/parse-ansi.ts';
import { t, tn } from '../i18n/translate.ts';
import type { LogLine } from './log-buffer.ts';
import { markMatches } from './log-search.ts';

/** Level as word and colour. */
const LEVEL_CLASS: Record<LogLevel, string> = {
  debug: 'text-muted',
  info: 'text-active',
  warn: 'text-warning',
  error: 'text-bad',
};

interface LogRowProps {
  line: LogLine;
  /** Whether the attempt has just begun, which gets a line of its own. */
  isNewAttempt: boolean;
  isWrapped: boolean;
  /** What to mark. */
  pattern: RegExp | null;
  /** The match that the reader jumped to. */
  isCurrent: boolean;
}

/** One line of a log: time, level, and text in its own colours. */
export function LogRow(props: LogRowProps) {
  const preview = () => previewText(props.line.text);
  return (
    <>
      <Show when={props.isNewAttempt}>
        <p class="border-y bg-canvas px-4 text-muted">{t('logs.attempt', { number: props.line.attempt })}</p>
      </Show>
      <div
        class={`flex items-baseline gap-3 px-4 hover:bg-hover ${props.isCurrent ? 'bg-warning/15' : ''}`}
        aria-current={props.isCurrent ? 'true' : undefined}
      >
        <ClockTime at={props.line.at} class="shrink-0 text-muted max-sm:hidden print:text-2xs" />
        <span class={`w-10 shrink-0 ${LEVEL_CLASS[props.line.level]}`}>{props.line.level}</span>
        {/* Broken anywhere, as terminals do: only so the height of a line can be computed. */}
        <span class={props.isWrapped ? 'min-w-0 break-all whitespace-pre-wrap' : 'whitespace-pre'}>
          <For each={markMatches(parseAnsi(preview().shown), props.pattern)}>
            {(part) => (
              <Show when={part.isMatch} fallback={<span class={part.class}>{part.text}</span>}>
                <mark class={`rounded-xs bg-warning/35 text-inherit ${part.class}`}>{part.text}</mark>
              </Show>
            )}
          </For>
          <Show when={preview().hidden > 0}>
            <span class="text-muted"> {tn('json.long', preview().hidden)}</span>
          </Show>
        </span>
      </div>
    </>
  );
}
