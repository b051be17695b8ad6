import type { IconName } from '../components/icon.tsx';

/** The parts of the product: name in the catalogue, address, icon, and the key after `g` that leads there. */
export const SECTIONS = [
  { name: 'overview', href: '/', icon: 'activity', key: 'o' },
  { name: 'runs', href: '/runs', icon: 'list', key: 'r' },
  { name: 'errors', href: '/errors', icon: 'alert', key: 'e' },
  { name: 'tasks', href: '/tasks', icon: 'code', key: 't' },
  { name: 'schedules', href: '/schedules', icon: 'calendar', key: 's' },
  { name: 'queues', href: '/queues', icon: 'layers', key: 'q' },
  { name: 'workers', href: '/workers', icon: 'server', key: 'w' },
] as const satisfies readonly { name: string; href: string; icon: IconName; key: string }[];

/** Everything that `g` and a key lead to: settings stand with the tools, not among the sections. */
export const GO_TARGETS = [...SECTIONS, { name: 'settings', href: '/settings', icon: 'settings', key: ',' }] as const;
