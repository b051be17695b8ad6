import { type Environment, readConfig } from '@fbrain/adapters/config/read-config';
import { parseAllowList } from '@fbrain/adapters/http-sender/allow-list';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { registerTasks } from '@fbrain/adapters/postgres/task-store';
import { TRACING_VARIABLES } from '@fbrain/adapters/tracing/tracing-variables';
import { DEFAULT_RETRY } from '@fbrain/core/retry/retry-policy';
import type { JsonSchema, TaskDefinition } from '@fbrain/core/task/task';
import { asApplication } from '@fbrain/testing/test-database';
import { ACCESS_VARIABLES } from '../src/access/access-variables.ts';
import { HTTP_VARIABLES } from '../src/http/http-variables.ts';
import { createApiServices } from '../src/serve.ts';

export const TOKEN = 'test-token-0123456789';
export const SECRET_KEY = 'test-secret-key-0123456789abcdef';

export interface TestApi {
  url: string;
  /** As the role of the services. */
  databaseUrl: string;
  sql: Database;
  /** Sends a request with the token; a body that is no text is sent as JSON. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  stop(): Promise<void>;
}

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
  body: any;
}

interface OwnDatabase {
  url: string;
  sql: Database;
  drop(): Promise<void>;
}

/** The whole API on a free port and the given database, which it drops when stopped, with the tasks `demo.noop` and `report.build`. */
export async function startTestApi(
  database: OwnDatabase,
  options: { bodyLimit?: number; access?: Environment; http?: Environment } = {},
): Promise<TestApi> {
  await registerTasks(database.sql, [
    toDefinition('demo.noop', { type: 'object' }),
    toDefinition('report.build', {
      type: 'object',
      properties: { month: { type: 'string', pattern: '^\\d{4}-\\d{2}$' }, rows: { type: 'integer' } },
      required: ['month'],
      additionalProperties: false,
    }),
  ]);
  const config = {
    databaseUrl: asApplication(database.url),
    rabbitmqUrl: undefined,
    rabbitmqPrefix: 'fbrain',
    apiToken: TOKEN,
    secretKeys: [SECRET_KEY],
    host: '127.0.0.1',
    port: 0,
    databasePool: 5,
    logLevel: 'error',
    logFormat: 'json',
    ...readConfig(TRACING_VARIABLES, {}),
    httpAllow: parseAllowList('127.0.0.1'),
    ...readConfig(ACCESS_VARIABLES, options.access ?? {}),
    // Tests call faster with wrong credentials than anybody may who is not asked to.
    ...readConfig(HTTP_VARIABLES, { RATE_LIMIT_ADDRESS: '0', ...options.http }),
    ...(options.bodyLimit !== undefined && { bodyLimit: options.bodyLimit }),
  } as const;
  const { services, server } = createApiServices(config, '0.0.0-test', silentLogger);
  for (const service of services) await service.start();
  const url = server.url?.replace(/\/$/, '') ?? '';
  return {
    url,
    databaseUrl: asApplication(database.url),
    sql: database.sql,
    call: (method, path, body, headers) => call(url, method, path, body, headers),
    async stop() {
      for (const service of services.toReversed()) await service.stop();
      await database.drop();
    },
  };
}

async function call(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${TOKEN}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** A task with everything at its default. */
export const toDefinition = (name: string, inputSchema: JsonSchema): TaskDefinition => ({
  name,
  kind: 'module',
  description: null,
  source: `${name}.ts`,
  inputSchema,
  outputSchema: null,
  examples: [],
  queue: 'default',
  retry: DEFAULT_RETRY,
  timeoutMs: 60_000,
  isolation: 'shared',
  concurrency: null,
  rate: null,
});
