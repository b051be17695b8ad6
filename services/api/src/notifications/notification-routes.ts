import type { Keyring } from '@fbrain/adapters/crypto/keyring';
import type { NotificationSender } from '@fbrain/adapters/notify/notification-sender';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { listChannels } from '@fbrain/adapters/postgres/notification-channel-store';
import { listDeliveries } from '@fbrain/adapters/postgres/notification-delivery-store';
import { listRules } from '@fbrain/adapters/postgres/notification-rule-store';
import type { Delivery } from '@fbrain/core/notification/message';
import { DEFAULT_PAGE_SIZE } from '@fbrain/core/page/page';
import type { Clock } from '@fbrain/core/time/clock';
import { Elysia } from 'elysia';
import { principalOf } from '../access/access-guard.ts';
import { notificationDocs } from '../docs/notification-docs.ts';
import { fromCursor, toCursor } from '../http/page-cursor.ts';
import { readJson } from '../http/read-json.ts';
import { toPage } from '../http/to-page.ts';
import { createChannel, patchChannel, removeChannel, testChannel } from './change-channel.ts';
import { createRule, patchRule, removeRule } from './change-rule.ts';
import { channelBody, channelPatchBody, listDeliveriesQuery, ruleBody, rulePatchBody } from './notification-schemas.ts';

interface NotificationDeps {
  sql: Database;
  access: { keyring: Keyring };
  notifications: NotificationSender;
  clock: Clock;
  bodyLimit: number;
}

/** Routes below `/notifications`. */
export function notificationRoutes({ sql, access, notifications, clock, bodyLimit }: NotificationDeps) {
  const parse = ({ request }: { request: Request }) => readJson(request, bodyLimit);
  const deps = { sql, keyring: access.keyring, sender: notifications, clock };
  return new Elysia({ prefix: '/notifications' })
    .get('/channels', async () => ({ items: await listChannels(sql) }), { detail: notificationDocs.listChannels })
    .post(
      '/channels',
      async ({ body, set }) => {
        set.status = 201;
        return await createChannel(deps, body);
      },
      { parse, body: channelBody, detail: notificationDocs.createChannel },
    )
    .patch('/channels/:channelId', ({ params, body }) => patchChannel(deps, params.channelId, body), {
      parse,
      body: channelPatchBody,
      detail: notificationDocs.changeChannel,
    })
    .delete('/channels/:channelId', ({ params }) => removeChannel(deps, params.channelId), {
      detail: notificationDocs.deleteChannel,
    })
    .post('/channels/:channelId/test', ({ params }) => testChannel(deps, params.channelId), {
      detail: notificationDocs.testChannel,
    })
    .get('/rules', async () => ({ items: await listRules(sql) }), { detail: notificationDocs.listRules })
    .post(
      '/rules',
      async ({ body, set }) => {
        set.status = 201;
        return await createRule(sql, body);
      },
      { parse, body: ruleBody, detail: notificationDocs.createRule },
    )
    .patch('/rules/:ruleId', ({ params, body }) => patchRule(sql, params.ruleId, body), {
      parse,
      body: rulePatchBody,
      detail: notificationDocs.changeRule,
    })
    .delete('/rules/:ruleId', ({ params }) => removeRule(sql, params.ruleId), { detail: notificationDocs.deleteRule })
    .get(
      '/deliveries',
      async ({ request, query: { limit = DEFAULT_PAGE_SIZE, cursor, channelId } }) => {
        const beforeId = cursor === undefined ? undefined : fromCursor(cursor);
        const found = await listDeliveries(sql, { limit: limit + 1, beforeId, channelId });
        const seesErrors = principalOf(request).permissions.has('payloads:read');
        return toPage(seesErrors ? found : found.map(withoutErrors), limit, ({ id }) => toCursor(id));
      },
      { query: listDeliveriesQuery, detail: notificationDocs.listDeliveries },
    );
}

/** What a run failed with is a payload: not for everybody who may see that something was told. */
const withoutErrors = (delivery: Delivery): Delivery => ({
  ...delivery,
  message: { ...delivery.message, samples: [] },
});
