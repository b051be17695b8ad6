import type { Permission } from '@fbrain/core/access/permission';
import type { IconName } from '../components/icon.tsx';
import { can } from '../session/session.ts';

/** The parts of the product: name in the catalogue, address, icon, the key after `g` that leads there, and who may look. */
export const SECTIONS = [
  { name: 'overview', href: '/', icon: 'activity', key: 'o', needs: 'stats:read' },
  { name: 'runs', href: '/runs', icon: 'list', key: 'r', needs: 'runs:read' },
  { name: 'errors', href: '/errors', icon: 'alert', key: 'e', needs: 'payloads:read' },
  { name: 'tasks', href: '/tasks', icon: 'code', key: 't', needs: 'tasks:read' },
  { name: 'schedules', href: '/schedules', icon: 'calendar', key: 's', needs: 'schedules:read' },
  { name: 'queues', href: '/queues', icon: 'layers', key: 'q', needs: 'queues:read' },
  { name: 'workers', href: '/workers', icon: 'server', key: 'w', needs: 'workers:read' },
] as const satisfies readonly { name: string; href: string; icon: IconName; key: string; needs: Permission }[];

/** The parts that whoever is signed in may see. */
export const visibleSections = (): (typeof SECTIONS)[number][] => SECTIONS.filter(({ needs }) => can(needs));

/** Everything that `g` and a key lead to: settings stand with the tools, not among the sections. */
export const goTargets = () => [...visibleSections(), { name: 'settings', href: '/settings', key: ',' } as const];
