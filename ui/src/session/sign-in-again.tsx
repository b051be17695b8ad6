import { Button } from '../components/button.tsx';
import { Curtain } from '../components/curtain.tsx';
import { t } from '../i18n/translate.ts';
import { endSession, session } from './session.ts';
import { SignInForms } from './sign-in-page.tsx';

/** In front of the page whose session is over: who signs in again goes on where they were, with all that they typed. */
export const SignInAgain = () => (
  <Curtain title={t('session.again')} description={t('session.againHint')}>
    <SignInForms email={session()?.user?.email ?? ''} />
    <Button look="ghost" class="-ml-3 justify-self-start" onClick={() => endSession('signed-out')}>
      {t('session.signOut')}
    </Button>
  </Curtain>
);
