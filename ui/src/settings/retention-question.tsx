import { useQuery } from '@tanstack/solid-query';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { locale, t, tn } from '../i18n/translate.ts';
import { removalCountQuery } from './retention-queries.ts';
import type { RetentionRemoval } from './retention-removal.ts';

/** Asks before a retention gets shorter, with the number of runs that this gives up. */
export function RetentionQuestion(props: {
  removal: RetentionRemoval;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}) {
  const query = useQuery(() => removalCountQuery(props.removal));
  const counted = () => {
    if (query.isPending) return t('retention.counting');
    // Not to know it is no reason not to decide.
    if (!query.data) return t('retention.uncounted');
    const { count, isExact } = query.data;
    return isExact
      ? tn('retention.counted', count)
      : t('retention.estimated', { count: count.toLocaleString(locale()) });
  };
  return (
    <ConfirmDialog
      title={t('retention.shortenTitle', { keep: props.removal.olderThan })}
      description={`${counted()} ${t('retention.shortenHint')}`}
      confirmLabel={t('retention.shorten')}
      onConfirm={props.onConfirm}
      onClose={props.onClose}
    />
  );
}
