import { t } from '../i18n/translate.ts';
import { ProblemNotice } from './problem-notice.tsx';

/** What browsers say when a part of the program does not arrive, above all after an update of the server. */
const MISSING_PART = /dynamically imported module|importing a module script|preload css/i;

/** In the place of what could not be drawn. Only loading the page anew mends that, and only a person asks for it. */
export function BrokenPart(props: { error: unknown; class?: string }) {
  const message = () => (props.error instanceof Error ? props.error.message : String(props.error));
  const text = () => (MISSING_PART.test(message()) ? t('error.part') : t('error.page', { message: message() }));
  return (
    <div class={props.class}>
      <ProblemNotice error={new Error(text())} retryLabel={t('error.reload')} onRetry={() => location.reload()} />
    </div>
  );
}
