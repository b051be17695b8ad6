import { CHANNEL_KINDS, type Channel, SECRET_NAMES } from '@fbrain/core/notification/channel';
import {
  DELIVERY_STATES,
  type Delivery,
  type NotificationMessage,
  type TestResult,
} from '@fbrain/core/notification/message';
import { RULE_KINDS, type Rule } from '@fbrain/core/notification/rule';
import { Type as t } from '@sinclair/typebox';
import { exactObject, nullable, oneOf, type SchemaOf } from '../http/schema.ts';
import { channelSettings, ruleCondition } from '../notifications/notification-schemas.ts';
import { id, instant } from './schema-parts.ts';

/** What answers about notifications look like; see response-schemas.ts. */

export const channelSchema = exactObject(
  {
    id: id(),
    name: t.String(),
    kind: oneOf(CHANNEL_KINDS),
    settings: channelSettings,
    secretsSet: t.Array(oneOf(SECRET_NAMES), { description: 'Secrets that it has; never their values.' }),
    target: t.String({ description: 'Recipients, or the server behind a secret address.' }),
    createdAt: instant(),
    updatedAt: instant(),
  },
  { title: 'Channel', description: 'Where notifications go.' },
) satisfies SchemaOf<Channel>;

export const ruleSchema = exactObject(
  {
    id: id(),
    name: t.String(),
    kind: oneOf(RULE_KINDS),
    condition: ruleCondition,
    channels: t.Array(id()),
    throttle: t.String({ description: 'Duration such as "5m".' }),
    enabled: t.Boolean(),
    open: t.Array(exactObject({ key: t.String(), since: instant() }), {
      description: 'Tasks or queues for which its state lasts.',
    }),
    lastToldAt: nullable(instant('When it last told something.')),
    problem: nullable(t.String({ description: 'Why the latest look failed; tried again by itself.' })),
    createdAt: instant(),
    updatedAt: instant(),
  },
  { title: 'Rule', description: 'What is told, and to whom.' },
) satisfies SchemaOf<Rule>;

const messageSchema = exactObject(
  {
    type: oneOf(['firing', 'resolved', 'test']),
    rule: nullable(exactObject({ id: id(), name: t.String(), kind: oneOf(RULE_KINDS) })),
    key: nullable(t.String({ description: 'Task, queue or schedule that it is about.' })),
    title: t.String(),
    count: t.Number(),
    samples: t.Array(exactObject({ runId: id(), error: t.String() })),
    path: t.String({ description: 'Page of the UI that shows more.' }),
    at: instant(),
  },
  { title: 'NotificationMessage', description: 'What is told.' },
) satisfies SchemaOf<NotificationMessage>;

export const deliverySchema = exactObject(
  {
    id: id(),
    channelId: id(),
    channelName: t.String(),
    message: messageSchema,
    state: oneOf(DELIVERY_STATES),
    attempts: t.Integer(),
    answer: nullable(t.String({ description: 'What the server answered last, or why there is no answer.' })),
    nextAttemptAt: nullable(instant()),
    createdAt: instant(),
    finishedAt: nullable(instant()),
  },
  { title: 'Delivery', description: 'A message on its way to a channel.' },
) satisfies SchemaOf<Delivery>;

export const channelTestSchema = exactObject(
  {
    delivered: t.Boolean(),
    answer: t.String({ description: "The server's own words, or why there are none." }),
  },
  { title: 'ChannelTestResult', description: 'What came of a test.' },
) satisfies SchemaOf<TestResult>;
