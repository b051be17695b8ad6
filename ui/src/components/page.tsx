import { createEffect, ErrorBoundary, type JSX, onMount, Show } from 'solid-js';
import { BrokenPart } from './broken-part.tsx';

interface PageProps {
  title: JSX.Element;
  /** For the tab of the browser. */
  documentTitle: string;
  description?: string | undefined;
  actions?: JSX.Element;
  children: JSX.Element;
}

/** The frame of every page: heading, actions, and a fence that keeps a broken page from taking the rest along. */
export function Page(props: PageProps) {
  createEffect(() => {
    document.title = `${props.documentTitle} · F_BRAIN`;
  });
  let heading: HTMLHeadingElement | undefined;
  // Who came by a link waits on <main> (see app-shell.tsx): readers now say where that is.
  onMount(() => document.activeElement?.id === 'main' && heading?.focus({ preventScroll: true }));
  return (
    <ErrorBoundary fallback={(error) => <BrokenPart error={error} />}>
      <header class="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 pb-4">
        <div class="grid min-w-0 gap-1">
          <h1 ref={heading} tabindex="-1" class="text-lg font-semibold wrap-anywhere">
            {props.title}
          </h1>
          <Show when={props.description}>
            <p class="max-w-2xl text-pretty wrap-anywhere text-muted">{props.description}</p>
          </Show>
        </div>
        <div class="flex flex-wrap gap-2">{props.actions}</div>
      </header>
      {props.children}
    </ErrorBoundary>
  );
}
