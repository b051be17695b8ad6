import {
  CHANNEL_KINDS,
  type ChannelPatch,
  type ChannelRequest,
  type ChannelSecrets,
  type ChannelSettings,
  MAIL_SECURITIES,
} from '@fbrain/core/notification/channel';
import { RULE_KINDS, type RuleCondition, type RulePatch, type RuleRequest } from '@fbrain/core/notification/rule';
import { MAX_PAGE_SIZE } from '@fbrain/core/page/page';
import { DURATION_PATTERN } from '@fbrain/core/time/duration';
import { Type as t } from '@sinclair/typebox';
import { exactObject, integerParameter, nullable, oneOf, type SchemaOf, text } from '../http/schema.ts';
import { uuid } from '../runs/run-schemas.ts';

/** What requests about notifications may contain. Rules beyond their form are in core/notification/prepare-*.ts. */

const name = text({ minLength: 1, maxLength: 100, description: 'For people; no two have the same.' });
const pattern = (description: string) =>
  t.Optional(
    t.String({ pattern: '^[A-Za-z0-9*._:-]{1,200}$', description: `${description} \`*\` stands for any text.` }),
  );
const duration = (description: string) => t.String({ pattern: DURATION_PATTERN, description, examples: ['5m'] });
const address = (description: string) => text({ maxLength: 320, description });

export const channelSettings = exactObject(
  {
    host: t.Optional(text({ maxLength: 253, description: 'Mail server.' })),
    port: t.Optional(t.Integer({ minimum: 1, maximum: 65_535, description: 'Default: 587, 465 or 25.' })),
    security: t.Optional(
      oneOf(MAIL_SECURITIES, {
        description: '`starttls` (default) insists on encryption, `tls` begins with it, `none` is for relays nearby.',
      }),
    ),
    user: t.Optional(text({ maxLength: 320, description: 'Of the mail server.' })),
    from: t.Optional(address('Sender, such as `F_BRAIN <fbrain@example.org>`.')),
    to: t.Optional(t.Array(address('A recipient.'), { description: 'Recipients.' })),
  },
  { title: 'ChannelSettings', description: 'Of a channel for email; the other kinds have only secrets.' },
) satisfies SchemaOf<ChannelSettings>;

const password = text({ maxLength: 1_000, description: 'Of the mail user.' });
const url = text({ maxLength: 2_000, description: 'Where Slack or the webhook is.' });
const signingKey = text({
  maxLength: 300,
  description: 'Signs what a webhook gets: `whsec_…`, one or two, as Standard Webhooks has it.',
});

const secrets = exactObject(
  { password: t.Optional(password), url: t.Optional(url), signingKey: t.Optional(signingKey) },
  { title: 'ChannelSecrets', description: 'Kept encrypted and never answered back.' },
) satisfies SchemaOf<ChannelSecrets>;

export const channelBody = exactObject(
  {
    name,
    kind: oneOf(CHANNEL_KINDS),
    settings: t.Optional(channelSettings),
    secrets: t.Optional(secrets),
  },
  { title: 'ChannelRequest', description: 'Where notifications are to go.' },
) satisfies SchemaOf<ChannelRequest>;

export const channelPatchBody = exactObject(
  {
    name: t.Optional(name),
    settings: t.Optional(channelSettings),
    secrets: t.Optional(
      exactObject({
        password: t.Optional(nullable(password)),
        url: t.Optional(nullable(url)),
        signingKey: t.Optional(nullable(signingKey)),
      }),
    ),
  },
  { title: 'ChannelPatch', description: 'What changes. Secrets that are not named stay, null takes one away.' },
) satisfies SchemaOf<ChannelPatch>;

export const ruleCondition = exactObject(
  {
    task: pattern('Name of the task.'),
    queue: pattern('Name of the queue.'),
    tag: t.Optional(text({ minLength: 1, maxLength: 100, description: 'A tag that the run has.' })),
    schedule: pattern('Name of the schedule.'),
    rate: t.Optional(
      t.Number({ minimum: 0, exclusiveMaximum: 1, description: 'Share of failed runs above which it is too often.' }),
    ),
    window: t.Optional(duration('Time over which the share is taken.')),
    minRuns: t.Optional(t.Integer({ minimum: 1, maximum: 1_000_000, description: 'Fewer runs say nothing.' })),
    olderThan: t.Optional(duration('Age of the oldest ready run above which a queue is stuck.')),
  },
  { title: 'RuleCondition', description: 'Of what a rule takes notice. Which fields there are depends on its kind.' },
) satisfies SchemaOf<RuleCondition>;

const channels = t.Array(uuid('Id of a channel.'), { maxItems: 50, description: 'Channels that are told.' });
const throttle = duration('About one task, queue or schedule at most one message in this time; default `5m`.');
const enabled = t.Boolean({ description: 'Default true.' });

export const ruleBody = exactObject(
  {
    name,
    kind: oneOf(RULE_KINDS),
    condition: t.Optional(ruleCondition),
    channels,
    throttle: t.Optional(throttle),
    enabled: t.Optional(enabled),
  },
  { title: 'RuleRequest', description: 'What is to be told, and to whom.' },
) satisfies SchemaOf<RuleRequest>;

export const rulePatchBody = exactObject(
  {
    name: t.Optional(name),
    condition: t.Optional(ruleCondition),
    channels: t.Optional(channels),
    throttle: t.Optional(throttle),
    enabled: t.Optional(enabled),
  },
  { title: 'RulePatch', description: 'Fields to change, each as a whole.' },
) satisfies SchemaOf<RulePatch>;

export const listDeliveriesQuery = exactObject({
  channelId: t.Optional(uuid('Only those to this channel.')),
  cursor: t.Optional(text({ description: '`nextCursor` of the page before.' })),
  limit: t.Optional(
    integerParameter({ minimum: 1, maximum: MAX_PAGE_SIZE, description: 'Items of a page; default 50.' }),
  ),
});
