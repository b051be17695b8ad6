import type { Permission } from '@fbrain/core/access/permission';
import { can } from '../session/session.ts';

interface SettingsPart {
  name: 'profile' | 'users' | 'tokens' | 'secrets' | 'notifications' | 'retention' | 'audit';
  href: string;
  needs: Permission | null;
}

const PARTS: readonly SettingsPart[] = [
  { name: 'profile', href: '/settings', needs: null },
  { name: 'users', href: '/settings/users', needs: 'users:read' },
  { name: 'tokens', href: '/settings/tokens', needs: 'tokens:read' },
  { name: 'secrets', href: '/settings/secrets', needs: 'secrets:read' },
  { name: 'notifications', href: '/settings/notifications', needs: 'notifications:read' },
  { name: 'retention', href: '/settings/retention', needs: 'settings:read' },
  { name: 'audit', href: '/settings/audit', needs: 'audit:read' },
];

/** The parts of the settings that the visitor may see. */
export const settingsParts = (): SettingsPart[] => PARTS.filter(({ needs }) => needs === null || can(needs));
