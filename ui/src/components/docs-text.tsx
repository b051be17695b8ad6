import { For, Match, Switch } from 'solid-js';
import type { DocsBlock, DocsPart } from '../format/parse-docs.ts';
import { CodeBlock } from './code-block.tsx';

/** A description of several paragraphs. Nothing in it is ever taken for HTML. */
export function DocsText(props: { blocks: readonly DocsBlock[] }) {
  return (
    <div class="grid max-w-2xl gap-2 text-pretty text-soft">
      <For each={props.blocks}>{(block) => <Block block={block} />}</For>
    </div>
  );
}

function Block(props: { block: DocsBlock }) {
  const as = <Kind extends DocsBlock['kind']>(kind: Kind) =>
    props.block.kind === kind && (props.block as Extract<DocsBlock, { kind: Kind }>);
  return (
    <Switch>
      <Match when={as('paragraph')}>
        {(own) => (
          <p class="wrap-anywhere">
            <Parts parts={own().parts} />
          </p>
        )}
      </Match>
      <Match when={as('list')}>
        {(own) => (
          <ul class="grid list-disc gap-0.5 pl-5 wrap-anywhere">
            <For each={own().items}>
              {(item) => (
                <li>
                  <Parts parts={item} />
                </li>
              )}
            </For>
          </ul>
        )}
      </Match>
      <Match when={as('code')}>{(own) => <CodeBlock text={own().text} />}</Match>
    </Switch>
  );
}

const Parts = (props: { parts: readonly DocsPart[] }) => (
  <For each={props.parts}>
    {(part) => (
      <Switch fallback={part.text}>
        <Match when={part.kind === 'code'}>
          <code class="font-mono text-xs">{part.text}</code>
        </Match>
        <Match when={part.kind === 'strong'}>
          <strong class="font-semibold text-ink">{part.text}</strong>
        </Match>
        <Match when={part.kind === 'link'}>
          <a href={part.text} rel="noreferrer" class="text-accent underline">
            {part.text}
          </a>
        </Match>
      </Switch>
    )}
  </For>
);
