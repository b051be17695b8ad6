import { For, Show } from 'solid-js';
import { ApiError } from '../api/api-error.ts';
import { t } from '../i18n/translate.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

/** What went wrong, in the words of the server, with every faulty field and a way to try again. */
export function ProblemNotice(props: { error: Error; onRetry?: () => void; retryLabel?: string }) {
  const details = () => (props.error instanceof ApiError ? props.error : null);
  return (
    <div role="alert" class="flex gap-3 rounded-lg border border-bad/40 bg-surface p-3">
      <Icon name="alert" class="mt-0.5 size-4 text-bad" />
      <div class="grid min-w-0 flex-1 gap-1">
        <p class="wrap-anywhere">{props.error.message}</p>
        <Show when={details()?.serverWords}>
          {(words) => (
            <p lang="en" class="wrap-anywhere text-soft">
              {words()}
            </p>
          )}
        </Show>
        <Show when={(details()?.fields.length ?? 0) > 1}>
          <ul lang="en" class="grid gap-0.5 text-soft">
            <For each={details()?.fields}>
              {(field) => (
                <li class="wrap-anywhere">
                  <code class="font-mono text-xs">{field.path || '/'}</code> {field.message}
                </li>
              )}
            </For>
          </ul>
        </Show>
        <Show when={details()?.requestId}>
          {(id) => <p class="font-mono text-2xs text-muted">{t('error.request', { id: id() })}</p>}
        </Show>
      </div>
      <Show when={props.onRetry}>
        <Button onClick={() => props.onRetry?.()}>{props.retryLabel ?? t('action.retry')}</Button>
      </Show>
    </div>
  );
}
