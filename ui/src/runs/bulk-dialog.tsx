import type { BulkActionKind, BulkActionPreview } from '@fbrain/core/run/bulk-action';
import { useMutation, useQuery, useQueryClient } from '@tanstack/solid-query';
import { onCleanup, Show } from 'solid-js';
import { forgetUnanswered } from '../api/unanswered.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { QueryView } from '../components/query-view.tsx';
import { locale, t } from '../i18n/translate.ts';
import { bulkActionKeys, previewQuery, type RunChoice, startBulkAction } from './bulk-action-queries.ts';
import { countText } from './bulk-progress-facts.ts';

interface BulkQuestionProps {
  action: BulkActionKind;
  filter: RunChoice;
  onClose: () => void;
  onStarted: (id: string) => void;
}

/** Says what is about to happen to how many runs, and asks. */
export function BulkDialog(props: BulkQuestionProps & { isOpen: boolean }) {
  return (
    <Dialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={t(`bulk.${props.action}${props.filter.ids ? 'Selected' : ''}Title`)}
      description={t(`bulk.${props.action}Hint`)}
    >
      <BulkQuestion {...props} />
    </Dialog>
  );
}

/** Exists only while it is asked: the numbers are counted for each time. */
function BulkQuestion(props: BulkQuestionProps) {
  const client = useQueryClient();
  const preview = useQuery(() => previewQuery(props.action, props.filter));
  onCleanup(forgetUnanswered);
  const start = useMutation(() => ({
    mutationFn: () => startBulkAction(props.action, props.filter),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: bulkActionKeys.all });
      props.onStarted(id);
    },
  }));
  const affected = ({ matched, skipped, isExact }: BulkActionPreview) =>
    countText({ count: matched - skipped, isExact }, locale());
  return (
    <QueryView query={preview}>
      {(data) => (
        <div class="grid gap-4">
          <p>
            <strong class="font-semibold tabular-nums">{t('bulk.affected', { count: affected(data()) })}</strong>{' '}
            <Show when={data().skipped > 0}>
              {t(`bulk.${props.action === 'delete' ? 'skippedUnfinished' : 'skippedFinal'}`, {
                count: data().skipped.toLocaleString(locale()),
              })}
            </Show>
          </p>
          <Show when={start.error}>{(error) => <ProblemNotice error={error()} />}</Show>
          <div class="flex justify-end gap-2">
            <Button onClick={props.onClose}>{t('bulk.back')}</Button>
            <Button
              look={props.action === 'replay' ? 'primary' : 'danger'}
              disabled={start.isPending || data().matched === data().skipped}
              onClick={() => start.mutate()}
            >
              {t(`bulk.${props.action}Count`, { count: affected(data()) })}
            </Button>
          </div>
        </div>
      )}
    </QueryView>
  );
}
