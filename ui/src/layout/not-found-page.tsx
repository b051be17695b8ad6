import { A } from '@solidjs/router';
import { buttonClass } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Page } from '../components/page.tsx';
import { t } from '../i18n/translate.ts';

/** An address that leads nowhere. */
export function NotFoundPage() {
  return (
    <Page title={t('notFound.title')} documentTitle={t('notFound.title')}>
      <EmptyState icon="search" title={t('notFound.hint')} hint={location.pathname}>
        <A href="/runs" class={buttonClass('secondary')}>
          {t('nav.runs')}
        </A>
      </EmptyState>
    </Page>
  );
}
