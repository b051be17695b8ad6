import type { Channel, ChannelRequest } from '@fbrain/core/notification/channel';
import type { Delivery } from '@fbrain/core/notification/message';
import type { Rule, RuleRequest } from '@fbrain/core/notification/rule';
import { RUN_ID } from './examples.ts';
import { BODY, json, type RouteDoc, route } from './route-doc.ts';

/** What the documentation says about notifications; see route-docs.ts. */

const CHANNEL_ID = '019aaa9e-3b7c-7d41-8e52-9f60a1b2c3d4';
const RULE_ID = '019aaa9f-5c8d-7e52-9f63-a071b2c3d4e5';

const CHANNEL_REQUEST: ChannelRequest = {
  name: 'on-call',
  kind: 'email',
  settings: { host: 'smtp.example.org', user: 'fbrain', from: 'F_BRAIN <fbrain@example.org>', to: ['ops@example.org'] },
  secrets: { password: 'correct horse battery staple' },
};
const CHANNEL: Channel = {
  id: CHANNEL_ID,
  name: 'on-call',
  kind: 'email',
  settings: { ...CHANNEL_REQUEST.settings, security: 'starttls', port: 587 },
  secretsSet: ['password'],
  target: 'ops@example.org via smtp.example.org:587',
  createdAt: '2026-11-22T10:00:00.000Z',
  updatedAt: '2026-11-22T10:00:00.000Z',
};

const RULE_REQUEST: RuleRequest = {
  name: 'imports that fail',
  kind: 'run-failed',
  condition: { task: 'csv.*' },
  channels: [CHANNEL_ID],
};
const RULE: Rule = {
  ...RULE_REQUEST,
  id: RULE_ID,
  condition: { task: 'csv.*', queue: '*' },
  throttle: '5m',
  enabled: true,
  open: [],
  lastToldAt: null,
  problem: null,
  createdAt: '2026-11-22T10:00:00.000Z',
  updatedAt: '2026-11-22T10:00:00.000Z',
};

const DELIVERY: Delivery = {
  id: '019aaaa0-6d9e-7f63-a074-b182c3d4e5f6',
  channelId: CHANNEL_ID,
  channelName: 'on-call',
  message: {
    type: 'firing',
    rule: { id: RULE_ID, name: 'imports that fail', kind: 'run-failed' },
    key: 'csv.import',
    title: '14 runs of csv.import failed in 5m',
    count: 14,
    samples: [{ runId: RUN_ID, error: 'The file has no header' }],
    path: '/runs?state=failed&task=csv.import',
    at: '2026-11-22T10:05:00.000Z',
  },
  state: 'delivered',
  attempts: 1,
  answer: '250 2.0.0 Ok: queued as 4F1B2C',
  nextAttemptAt: null,
  createdAt: '2026-11-22T10:05:00.000Z',
  finishedAt: '2026-11-22T10:05:01.000Z',
};

const TAG = 'Notifications';
const read = { permission: 'notifications:read' } as const;
const write = { permission: 'notifications:write' } as const;
const REQUEST_BODY = BODY.filter((code) => code !== 'unknown-task' && code !== 'overloaded');

export const notificationDocs = {
  listChannels: route(
    TAG,
    'listNotificationChannels',
    { ...read, summary: 'List channels', description: 'Where notifications can go, by name. Secrets are not shown.' },
    { 200: json('All channels.', 'ChannelList', { items: [CHANNEL] }) },
  ),
  createChannel: route(
    TAG,
    'createNotificationChannel',
    {
      ...write,
      summary: 'Make a channel',
      description:
        'Mail over SMTP, a webhook that takes what Slack takes, or a signed webhook. Its secrets are kept encrypted. Nothing is sent: try it with a test.',
      bodyExample: CHANNEL_REQUEST,
    },
    { 201: json('It is made.', 'Channel', CHANNEL) },
    [...REQUEST_BODY, 'channel-exists'],
  ),
  changeChannel: route(
    TAG,
    'changeNotificationChannel',
    {
      ...write,
      summary: 'Change a channel',
      description: 'Secrets that are not named stay as they are; null takes one away.',
      bodyExample: { secrets: { password: 'another four random words' } },
    },
    { 200: json('The channel.', 'Channel', CHANNEL) },
    [...REQUEST_BODY, 'channel-not-found', 'channel-exists', 'secret-unreadable'],
  ),
  deleteChannel: route(
    TAG,
    'deleteNotificationChannel',
    {
      ...write,
      summary: 'Delete a channel',
      description: 'Its rules tell it no more, and what was on its way is dropped.',
    },
    { 200: json('The channel as it was.', 'Channel', CHANNEL) },
    ['channel-not-found'],
  ),
  testChannel: route(
    TAG,
    'testNotificationChannel',
    {
      ...write,
      summary: 'Send a test',
      description: "Sends a message at once and answers with the server's own words, whether it took it or not.",
    },
    { 200: json('What came of it.', 'ChannelTestResult', { delivered: false, answer: '535 Authentication failed' }) },
    ['channel-not-found', 'secret-unreadable'],
  ),
  listRules: route(
    TAG,
    'listNotificationRules',
    { ...read, summary: 'List rules', description: 'What is told to whom, by name, with what is wrong now.' },
    { 200: json('All rules.', 'RuleList', { items: [RULE] }) },
  ),
  createRule: route(
    TAG,
    'createNotificationRule',
    {
      ...write,
      summary: 'Make a rule',
      description: 'It looks at what happens from now on.',
      bodyExample: RULE_REQUEST,
    },
    { 201: json('It is made.', 'Rule', RULE) },
    [...REQUEST_BODY, 'rule-exists'],
  ),
  changeRule: route(
    TAG,
    'changeNotificationRule',
    {
      ...write,
      summary: 'Change a rule',
      description: 'Fields that are named change, each as a whole. One that is turned on again begins anew.',
      bodyExample: { enabled: false },
    },
    { 200: json('The rule.', 'Rule', { ...RULE, enabled: false }) },
    [...REQUEST_BODY, 'rule-not-found', 'rule-exists'],
  ),
  deleteRule: route(
    TAG,
    'deleteNotificationRule',
    { ...write, summary: 'Delete a rule', description: 'It tells nothing more.' },
    { 200: json('The rule as it was.', 'Rule', RULE) },
    ['rule-not-found'],
  ),
  listDeliveries: route(
    TAG,
    'listNotificationDeliveries',
    {
      ...read,
      summary: 'List messages',
      description:
        'Messages of the last 30 days, newest first, in pages, with what the servers answered. Errors of runs need `payloads:read` too.',
    },
    { 200: json('One page.', 'DeliveryPage', { items: [DELIVERY], nextCursor: null }) },
    ['invalid', 'invalid-cursor'],
  ),
} satisfies Record<string, RouteDoc>;
