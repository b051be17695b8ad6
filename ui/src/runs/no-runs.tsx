import { A } from '@solidjs/router';
import { Show } from 'solid-js';
import { Button, buttonClass } from '../components/button.tsx';
import { CodeBlock } from '../components/code-block.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { t } from '../i18n/translate.ts';
import { runCurl } from './run-curl.ts';

interface NoRunsProps {
  isFiltered: boolean;
  onClear: () => void;
}

/** An empty list: either the filter hides all, or this is the first minute and the next step is a first run. */
export function NoRuns(props: NoRunsProps) {
  return (
    <Show
      when={props.isFiltered}
      fallback={
        <EmptyState icon="list" title={t('runs.empty')} hint={t('runs.emptyHint')}>
          <A href="/tasks" class={buttonClass('primary')}>
            {t('runs.start')}
          </A>
          <CodeBlock
            class="mt-2 w-full max-w-xl text-left"
            text={runCurl(location.origin, { task: 'demo.sleep', input: { seconds: 5 } })}
          />
        </EmptyState>
      }
    >
      <EmptyState icon="search" title={t('runs.noMatch')} hint={t('runs.noMatchHint')}>
        <Button onClick={() => props.onClear()}>{t('runs.clearFilters')}</Button>
      </EmptyState>
    </Show>
  );
}
