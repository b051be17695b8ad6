import type { ErrorGroup, ErrorGroupState } from '@fbrain/core/errors/error-group';
import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { For, Show } from 'solid-js';
import { Button } from '../components/button.tsx';
import type { IconName } from '../components/icon.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { t } from '../i18n/translate.ts';
import { Allowed } from '../session/allowed.tsx';
import { errorKeys, setErrorState } from './errors-queries.ts';

/** What can be said about an open group. */
export const ERROR_CHOICES = [
  { state: 'resolved', text: 'errors.resolve', hint: 'errors.resolveHint', icon: 'check' },
  { state: 'ignored', text: 'errors.ignore', hint: 'errors.ignoreHint', icon: 'circle-slash' },
] as const satisfies readonly { state: ErrorGroupState; text: string; hint: string; icon: IconName }[];

/** Says what is to be done about a group; open again is always possible. */
export function ErrorActions(props: { group: ErrorGroup }) {
  const client = useQueryClient();
  const change = useMutation(() => ({
    mutationFn: (state: ErrorGroupState) => setErrorState(props.group.fingerprint, state),
    onSettled: () => client.invalidateQueries({ queryKey: errorKeys.all }),
  }));
  return (
    <Allowed to="runs:write">
      <Show
        when={props.group.state === 'open'}
        fallback={
          <Button icon="rotate" disabled={change.isPending} onClick={() => change.mutate('open')}>
            {t('errors.reopen')}
          </Button>
        }
      >
        <For each={ERROR_CHOICES}>
          {(choice) => (
            <Button
              icon={choice.icon}
              title={t(choice.hint)}
              disabled={change.isPending}
              onClick={() => change.mutate(choice.state)}
            >
              {t(choice.text)}
            </Button>
          )}
        </For>
      </Show>
      <Show when={change.error}>{(error) => <ProblemNotice error={error()} />}</Show>
    </Allowed>
  );
}
