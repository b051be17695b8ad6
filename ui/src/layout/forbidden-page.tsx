import type { Permission } from '@fbrain/core/access/permission';
import { EmptyState } from '../components/empty-state.tsx';
import { Page } from '../components/page.tsx';
import { t } from '../i18n/translate.ts';
import { session } from '../session/session.ts';

/** In place of a page that whoever is signed in may not see: nothing has been asked of the server. */
export function ForbiddenPage(props: { permission: Permission }) {
  const name = () => session()?.principal.name ?? '';
  return (
    <Page title={t('forbidden.title')} documentTitle={t('forbidden.title')}>
      <EmptyState
        icon="key"
        title={t('forbidden.why', { permission: props.permission, name: name() })}
        hint={t('forbidden.hint')}
      />
    </Page>
  );
}
