import type { RetentionSettings } from '@fbrain/core/retention/retention';
import { BODY, json, type RouteDoc, route } from './route-doc.ts';

/** What the documentation says about retention; see route-docs.ts. */

const SETTINGS: RetentionSettings = { default: '30d', queues: { mail: '7d' }, tasks: { 'invoice.send': 'forever' } };

export const retentionDocs = {
  getRetention: route(
    'Settings',
    'getRetention',
    {
      permission: 'settings:read',
      summary: 'How long are finished runs kept?',
      description: 'A run keeps to what is set for its task, else for its queue, else to the default.',
    },
    { 200: json('The settings.', 'RetentionSettings', SETTINGS) },
    ['invalid'],
  ),
  changeRetention: route(
    'Settings',
    'changeRetention',
    {
      permission: 'settings:write',
      summary: 'Change how long finished runs are kept',
      description:
        'What the body does not name stays; null takes away what is set for a queue or task. A run is kept for at least this long after its end, and removed with its attempts and log a day or two later. A shorter time takes effect within two hours, and what it removes cannot be brought back.',
      bodyExample: { default: '30d', queues: { mail: '7d' }, tasks: { 'invoice.send': 'forever' } },
    },
    { 200: json('The settings.', 'RetentionSettings', SETTINGS) },
    [...BODY, 'queue-not-found', 'task-not-found'],
  ),
} satisfies Record<string, RouteDoc>;
