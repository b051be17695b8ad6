import { Show } from 'solid-js';
import { tn } from '../i18n/translate.ts';
import { CopyButton } from './copy-button.tsx';
import { previewText } from './json-tree-model.ts';

/**
 * Preformatted text with a copy button. Long lines wrap: nothing hides at the right. What is too long to read is cut,
 * and copied whole.
 */
export function CodeBlock(props: { text: string; class?: string }) {
  const preview = () => previewText(props.text);
  return (
    <div class={`group relative rounded-md border bg-canvas ${props.class ?? ''}`}>
      {/* What scrolls must scroll by the keyboard, too. */}
      <pre
        tabindex="0"
        class="max-h-96 overflow-auto p-3 pr-10 font-mono text-xs leading-5 whitespace-pre-wrap wrap-anywhere"
      >
        {preview().shown}
        <Show when={preview().hidden > 0}>
          <span class="text-muted"> {tn('json.long', preview().hidden)}</span>
        </Show>
      </pre>
      <CopyButton text={() => props.text} class="absolute top-1 right-1" />
    </div>
  );
}
