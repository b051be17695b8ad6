import { Show } from 'solid-js';
import { Button } from '../components/button.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { t } from '../i18n/translate.ts';
import { session } from '../session/session.ts';
import { signOut } from '../session/session-queries.ts';
import { Appearance } from './appearance.tsx';
import { ChangePassword } from './change-password.tsx';
import { SecondFactor } from './second-factor.tsx';
import { SessionList } from './session-list.tsx';

/** Who is signed in, and what only they decide. */
export function ProfilePage() {
  const who = () => {
    const current = session();
    if (!current) return '';
    return current.user ? t(`role.${current.user.role}`) : t('profile.token');
  };
  return (
    <Page
      title={session()?.principal.name ?? ''}
      documentTitle={t('settings.part.profile')}
      description={who()}
      actions={<Button onClick={() => void signOut()}>{t('session.signOut')}</Button>}
    >
      <div class="grid gap-4 lg:grid-cols-2">
        <Panel title={t('appearance.title')} hint={t('settings.hint')}>
          <Appearance />
        </Panel>
        <Show when={session()?.user}>
          {(user) => (
            <>
              <Panel title={t('password.title')} hint={t('password.hint')}>
                <ChangePassword />
              </Panel>
              <Panel title={t('factor.title')} hint={t('factor.hint')}>
                <SecondFactor isOn={user().hasSecondFactor} />
              </Panel>
              <Panel title={t('sessions.title')} hint={t('sessions.hint')}>
                <SessionList />
              </Panel>
            </>
          )}
        </Show>
      </div>
    </Page>
  );
}
