import type { Permission } from '@fbrain/core/access/permission';
import { A, type RouteSectionProps } from '@solidjs/router';
import { For } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { can } from '../session/session.ts';

interface Part {
  name: 'profile' | 'users' | 'tokens' | 'secrets' | 'notifications' | 'retention' | 'audit';
  href: string;
  needs: Permission | null;
}

const PARTS: readonly Part[] = [
  { name: 'profile', href: '/settings', needs: null },
  { name: 'users', href: '/settings/users', needs: 'users:read' },
  { name: 'tokens', href: '/settings/tokens', needs: 'tokens:read' },
  { name: 'secrets', href: '/settings/secrets', needs: 'secrets:read' },
  { name: 'notifications', href: '/settings/notifications', needs: 'notifications:read' },
  { name: 'retention', href: '/settings/retention', needs: 'settings:read' },
  { name: 'audit', href: '/settings/audit', needs: 'audit:read' },
];

/** The frame of all settings: their list above, those the visitor may see. */
export function SettingsPage(props: RouteSectionProps) {
  const parts = () => PARTS.filter(({ needs }) => needs === null || can(needs));
  return (
    <div class="grid gap-5">
      <nav aria-label={t('settings.title')} class="flex gap-4 overflow-x-auto border-b">
        <For each={parts()}>
          {(part) => (
            <A
              href={part.href}
              end
              class="-mb-px grid h-10 place-items-center border-b-2 font-medium whitespace-nowrap hover:text-ink"
              activeClass="border-accent text-ink"
              inactiveClass="border-transparent text-muted"
            >
              {t(`settings.part.${part.name}`)}
            </A>
          )}
        </For>
      </nav>
      <div class="min-w-0">{props.children}</div>
    </div>
  );
}
