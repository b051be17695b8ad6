import { swagger } from '@elysiajs/swagger';
import type { RequiredAccess } from '@fbrain/core/access/permission';
import { SESSION_COOKIE } from '@fbrain/core/access/session-cookie';
import { type AnyElysia, Elysia } from 'elysia';
import {
  factorCodeBody,
  passwordBody,
  passwordChangeBody,
  passwordResetBody,
  setupBody,
  signInBody,
  tokenBody,
  userBody,
  userPatchBody,
} from '../access/access-schemas.ts';
import { errorGroupBody } from '../errors/error-group-routes.ts';
import { readForm } from '../http/schema.ts';
import {
  channelBody,
  channelPatchBody,
  channelSettings,
  ruleBody,
  ruleCondition,
  rulePatchBody,
} from '../notifications/notification-schemas.ts';
import { bulkActionBody, runSelection } from '../runs/actions/bulk-action-schemas.ts';
import { replayBody, runBatchBody, runRequestBody } from '../runs/run-schemas.ts';
import { importBody } from '../schedules/schedule-queries.ts';
import { schedulePatchBody, scheduleRequestBody } from '../schedules/schedule-schemas.ts';
import { BULK_ACTION_ID, RUN_ID } from './examples.ts';
import { RESPONSE_SCHEMAS } from './response-schemas.ts';

const COMPONENTS: Record<string, unknown> = {
  ...RESPONSE_SCHEMAS,
  RunRequest: runRequestBody,
  RunBatchRequest: runBatchBody,
  ReplayRequest: replayBody,
  RunSelection: runSelection,
  BulkActionRequest: bulkActionBody,
  ScheduleRequest: scheduleRequestBody,
  SchedulePatch: schedulePatchBody,
  ScheduleImportRequest: importBody,
  ErrorGroupChange: errorGroupBody,
  ChannelRequest: channelBody,
  ChannelPatch: channelPatchBody,
  ChannelSettings: channelSettings,
  RuleRequest: ruleBody,
  RulePatch: rulePatchBody,
  RuleCondition: ruleCondition,
  SignInRequest: signInBody,
  SetupRequest: setupBody,
  PasswordResetRequest: passwordResetBody,
  PasswordChange: passwordChangeBody,
  PasswordConfirmation: passwordBody,
  SecondFactorCode: factorCodeBody,
  UserRequest: userBody,
  UserPatch: userPatchBody,
  ApiTokenRequest: tokenBody,
};

type Node = Record<string, unknown>;

interface Operation extends Node {
  access?: RequiredAccess;
  audit?: unknown;
  reach?: unknown;
  description?: string;
  bodyExample?: unknown;
  headers?: Node[];
  parameters?: Node[];
  requestBody?: { content: Record<string, { schema: Node }> };
}

const PATH_PARAMETERS: Record<string, Node> = {
  id: { description: 'Id of the run.', example: RUN_ID },
  actionId: { description: 'Id of the bulk action.', example: BULK_ACTION_ID },
  schedule: { description: 'Id or name of the schedule.', example: 'nightly-report' },
  fingerprint: { description: 'Fingerprint of the group.', example: '5b1f0c9e7a32d468' },
  name: { description: 'Name of the task or queue.', example: 'default' },
  channelId: { description: 'Id of the channel.', example: RUN_ID },
  ruleId: { description: 'Id of the rule.', example: RUN_ID },
  userId: { description: 'Id of the user.', example: RUN_ID },
  sessionId: { description: 'Id of the session.', example: RUN_ID },
  tokenId: { description: 'Id of the token.', example: RUN_ID },
};

/**
 * The OpenAPI document of the given routes. @elysiajs/swagger collects it; what it leaves out or gets wrong is mended
 * here: it claims OpenAPI 3.0 for schemas of 3.1, and three content types for each body.
 */
export async function buildOpenApiDocument(routes: AnyElysia, version: string): Promise<Node> {
  // A second app that never listens: the plugin's own page, which loads its scripts from a CDN, is not served.
  const app = new Elysia()
    .use(routes)
    .use(swagger({ path: '/page', specPath: '/document', documentation: documentation(version) }));
  const response = await app.handle(new Request('http://localhost/document'));
  const raw = (await response.json()) as Node & { paths: Record<string, Record<string, Operation>> };
  const paths = mapValues(raw.paths, (methods) => mapValues(methods, mendOperation));
  const schemas = mapValues(COMPONENTS, (schema, name) => mendSchema(plain(schema), name));
  return {
    ...raw,
    openapi: '3.1.0',
    paths,
    components: { ...(raw.components as Node), schemas },
  };
}

const documentation = (version: string) => ({
  info: {
    title: 'F_BRAIN',
    version,
    description: 'Hand over work and it gets done, now or later.',
    license: { name: 'UNLICENSED', identifier: 'LicenseRef-UNLICENSED' },
  },
  servers: [{ url: '/', description: 'This server' }],
  security: [{ bearer: [] }, { session: [] }],
  tags: [
    { name: 'Runs', description: 'Start work, watch it, cancel it.' },
    { name: 'Schedules', description: 'When work starts by itself.' },
    { name: 'Tasks', description: 'The kinds of work there are.' },
    { name: 'Secrets', description: 'What tasks may know and nobody may read.' },
    { name: 'Queues', description: 'The lanes in which runs wait.' },
    { name: 'Workers', description: 'The processes that do the work.' },
    { name: 'Statistics', description: 'What happened over time, and what is wrong now.' },
    { name: 'Errors', description: 'Failures that look alike.' },
    { name: 'Notifications', description: 'Who is told what goes wrong.' },
    { name: 'Settings', description: 'What holds for all.' },
    { name: 'Events', description: 'What changes, as it changes.' },
    { name: 'Access', description: 'Who may do what: users, sessions, tokens, and the record of what they did.' },
    { name: 'Operations', description: 'For those who run the service. No token needed.' },
  ],
  components: {
    securitySchemes: {
      bearer: {
        type: 'http' as const,
        scheme: 'bearer',
        description: 'An API token (`fb_…`), or the API_TOKEN of the server, which may do everything.',
      },
      session: {
        type: 'apiKey' as const,
        in: 'cookie' as const,
        name: SESSION_COOKIE,
        description:
          'The session of a user who has signed in. What changes something also needs the header `X-F-Brain: 1`.',
      },
    },
  },
});

/** `access`, `audit`, `reach`, `bodyExample` and `headers` are words of ours in route-docs.ts, not of OpenAPI. */
function mendOperation(documented: Operation): Node {
  const { access, audit, reach, bodyExample, headers = [], requestBody, parameters, ...operation } = documented;
  const all = [...(parameters ?? []).map(mendParameter), ...headers];
  const schema = mendSchema(Object.values(requestBody?.content ?? {})[0]?.schema ?? {});
  return {
    ...operation,
    ...accessWords(operation.description ?? '', access),
    ...(all.length > 0 ? { parameters: all } : {}),
    ...(requestBody
      ? { requestBody: { required: true, content: { 'application/json': { schema, example: bodyExample } } } }
      : {}),
  };
}

/** Says what a route needs, to people and to programs. */
const accessWords = (description: string, access: RequiredAccess = 'public'): Node =>
  access === 'public' || access === 'signed-in'
    ? { description }
    : { description: `${description} Needs the permission \`${access}\`.`, 'x-permission': access };

/** The plugin puts the examples of a schema where OpenAPI wants named ones, and knows paths only by their names. */
function mendParameter({ examples, description, ...parameter }: Node): Node {
  const [example] = Array.isArray(examples) ? examples : [];
  const inPath = parameter.in === 'path' ? PATH_PARAMETERS[String(parameter.name)] : undefined;
  return {
    ...parameter,
    description,
    schema: mendSchema(readForm(parameter.schema as Node)),
    ...(example === undefined ? {} : { example }),
    ...inPath,
  };
}

/** Named schemas become references, unions of constants become enumerations. `self` is the name of the schema itself. */
function mendSchema(schema: Node, self?: string): Node {
  if (typeof schema.title === 'string' && schema.title in COMPONENTS && schema.title !== self) {
    return { $ref: `#/components/schemas/${schema.title}` };
  }
  const { anyOf, ...rest } = schema;
  if (Array.isArray(anyOf) && anyOf.every((branch) => 'const' in branch)) {
    return { ...rest, type: 'string', enum: anyOf.map((branch) => branch.const) };
  }
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, mendValue(value)]));
}

function mendValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mendValue);
  return value !== null && typeof value === 'object' ? mendSchema(value as Node) : value;
}

/** TypeBox marks its schemas with symbols, which JSON drops. */
const plain = (schema: unknown): Node => JSON.parse(JSON.stringify(schema));

const mapValues = <From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From, key: string) => To,
): Record<string, To> => Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
