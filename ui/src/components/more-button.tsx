import { t } from '../i18n/translate.ts';
import { Button } from './button.tsx';

interface MoreButtonProps {
  query: { isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  /** In place of fetching the next page alone. */
  onClick?: () => void;
}

/** Fetches the next page of a list, once at a time. */
export const MoreButton = (props: MoreButtonProps) => (
  <Button
    disabled={props.query.isFetchingNextPage}
    onClick={() => (props.onClick ? props.onClick() : void props.query.fetchNextPage())}
  >
    {props.query.isFetchingNextPage ? t('common.loading') : t('runs.more')}
  </Button>
);
