import type { AccessLink } from '@fbrain/core/access/user';
import { Button } from '../components/button.tsx';
import { CodeBlock } from '../components/code-block.tsx';
import { formatAbsolute } from '../format/format-time.ts';
import { locale, t } from '../i18n/translate.ts';

/** A link to hand to somebody. It is shown this once. */
export const LinkOnce = (props: { link: AccessLink; onDone: () => void }) => (
  <div class="grid gap-3">
    <p class="text-pretty">{t('link.hint', { until: formatAbsolute(props.link.expiresAt, locale()) })}</p>
    <CodeBlock text={`${location.origin}${props.link.path}`} />
    <Button class="justify-self-end" onClick={() => props.onDone()}>
      {t('action.close')}
    </Button>
  </div>
);
