import { For } from 'solid-js';
import { Dialog } from '../components/dialog.tsx';
import { t } from '../i18n/translate.ts';
import { goTargets } from './sections.ts';

/** Both keys open the palette everywhere; people look for the one of their keyboard. */
const isMac = navigator.userAgent.includes('Mac');

/** The keys that move around. */
export function HelpDialog(props: { onClose: () => void }) {
  const shortcuts = () => [
    { keys: [isMac ? '⌘' : 'Ctrl', 'K'], text: t('help.command') },
    { keys: ['/'], text: t('help.search') },
    ...goTargets().map(({ key, name }) => ({ keys: ['g', key], text: t('help.go', { section: t(`nav.${name}`) }) })),
    { keys: ['j', 'k'], text: t('help.nextRow') },
    { keys: ['Enter'], text: t('help.open') },
    { keys: ['x'], text: t('help.pickRow') },
    { keys: ['Ctrl', 'Enter'], text: t('help.submit') },
    { keys: ['?'], text: t('help.title') },
    { keys: ['Esc'], text: t('help.close') },
  ];
  return (
    <Dialog isOpen={true} onClose={props.onClose} title={t('help.title')} description={t('help.off')}>
      <dl class="grid gap-2">
        <For each={shortcuts()}>
          {({ keys, text }) => (
            <div class="flex items-center justify-between">
              <dt>{text}</dt>
              <dd class="flex gap-1">
                <For each={keys}>
                  {(key) => (
                    <kbd class="min-w-6 rounded border border-line-strong bg-canvas px-1.5 py-0.5 text-center font-mono text-2xs">
                      {key}
                    </kbd>
                  )}
                </For>
              </dd>
            </div>
          )}
        </For>
      </dl>
    </Dialog>
  );
}
