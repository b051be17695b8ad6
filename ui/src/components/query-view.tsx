import { type Accessor, type JSX, Match, Show, Switch } from 'solid-js';
import { isNobodyThere } from '../api/api-error.ts';
import { isConnectionLost } from '../live/connection-state.ts';
import { Page } from './page.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { type SettledQuery, settledData } from './settled-data.ts';
import { Skeleton } from './skeleton.tsx';

/** The part of a query that its view needs. */
export interface ViewedQuery<Data> extends SettledQuery<Data> {
  isPending: boolean;
  isLoadingError: boolean;
  isRefetchError: boolean;
  error: Error | null;
  refetch: () => unknown;
}

interface QueryViewProps<Data> {
  query: ViewedQuery<Data>;
  skeleton?: JSX.Element;
  /** Where the data make the whole page: what stands above if there are none. */
  pageTitle?: string;
  children: (data: Accessor<NonNullable<Data>>) => JSX.Element;
}

/** Shows a query: a skeleton while it loads, what went wrong, else its data, with a word if they may be old. */
export function QueryView<Data>(props: QueryViewProps<Data>) {
  const problem = () => (
    <div class="p-4">
      <ProblemNotice error={props.query.error ?? new Error()} onRetry={() => void props.query.refetch()} />
    </div>
  );
  /** What the banner says already need not stand above every part of the page. */
  const isTold = () => isConnectionLost() && isNobodyThere(props.query.error);
  return (
    <Switch>
      <Match when={props.query.isPending}>{props.skeleton ?? <Skeleton />}</Match>
      <Match when={props.query.isLoadingError}>
        <Show when={props.pageTitle} fallback={problem()}>
          {(title) => (
            <Page title={title()} documentTitle={title()}>
              {problem()}
            </Page>
          )}
        </Show>
      </Match>
      <Match when={settledData(props.query)}>
        {(data) => (
          <>
            <Show when={props.query.isRefetchError && !isTold()}>{problem()}</Show>
            {props.children(data as Accessor<NonNullable<Data>>)}
          </>
        )}
      </Match>
    </Switch>
  );
}
