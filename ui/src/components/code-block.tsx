import { CopyButton } from './copy-button.tsx';

/** Preformatted text with a copy button. Long lines wrap: nothing hides at the right. */
export function CodeBlock(props: { text: string; class?: string }) {
  return (
    <div class={`group relative rounded-md border bg-canvas ${props.class ?? ''}`}>
      <pre class="max-h-96 overflow-auto p-3 pr-10 font-mono text-xs leading-5 whitespace-pre-wrap wrap-anywhere">
        {props.text}
      </pre>
      <CopyButton text={() => props.text} class="absolute top-1 right-1" />
    </div>
  );
}
