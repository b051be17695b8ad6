import type { Permission, RequiredAccess } from '@fbrain/core/access/permission';
import type { Problem } from '@fbrain/core/errors/problem';
import type { DocumentDecoration } from 'elysia';
import { PROBLEM_CONTENT_TYPE, PROBLEM_KINDS } from '../http/problem.ts';
import type { RESPONSE_SCHEMAS } from './response-schemas.ts';

/** Builds what the documentation says about a route, so that all of them say it alike. */

type Code = Problem['code'];
type SchemaName = keyof typeof RESPONSE_SCHEMAS;

const ref = (name: SchemaName) => ({ $ref: `#/components/schemas/${name}` });

export const json = (description: string, name: SchemaName, example?: unknown) => ({
  description,
  content: { 'application/json': { schema: ref(name), ...(example === undefined ? {} : { example }) } },
});

export const eventStream = (description: string, example: string) => ({
  description,
  content: { 'text/event-stream': { schema: { type: 'string' as const }, example } },
});

/** One answer per status; several codes of one status share it. */
export function problems(...codes: Code[]): Responses {
  const byStatus = new Map<number, Code[]>();
  for (const code of codes) {
    const { status } = PROBLEM_KINDS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const answers = [...byStatus].map(([status, all]) => [
    status,
    {
      description: `${all.map((code) => PROBLEM_KINDS[code].title).join(', or ')}. Code: ${all.map((code) => `\`${code}\``).join(', ')}.`,
      content: { [PROBLEM_CONTENT_TYPE]: { schema: ref('Problem') } },
    },
  ]);
  return Object.fromEntries(answers);
}

type Responses = NonNullable<DocumentDecoration['responses']>;

/** `users`: what programs do here thousands of times a second is not recorded, what people do is. */
export type AuditRule = 'always' | 'users';

/**
 * How a route keeps to the tasks and queues that a token is limited to: by the thing that its first parameter names, or
 * (`own`) by what its handler does. Tokens with limits cannot use a route that does not say.
 */
export type ReachRule = 'run' | 'schedule' | 'bulk-action' | 'task' | 'queue' | 'own';

export interface RouteDoc extends DocumentDecoration {
  responses: Responses;
  /** What the caller must be allowed to do; a route that does not say is refused to everybody. */
  access: RequiredAccess;
  /** Whose use of a route that changes something is in the audit log; default `always`. */
  audit?: AuditRule;
  reach?: ReachRule;
  /** Example of the body. */
  bodyExample?: unknown;
  /** Parameters besides those of the path and the query, which come from the route itself. */
  headers?: object[];
}

const EVERYWHERE: Code[] = ['unauthorized', 'forbidden', 'unavailable', 'internal'];
/** What can be wrong with a body that asks for a run. */
export const BODY: Code[] = [
  'invalid',
  'invalid-json',
  'body-too-large',
  'unsupported-media-type',
  'unknown-task',
  'overloaded',
];

type Words = Pick<RouteDoc, 'summary' | 'description' | 'bodyExample' | 'headers' | 'audit' | 'reach'>;

/** A route that needs a permission, or at least a caller who is known. */
export const route = (
  tag: string,
  operationId: string,
  { permission, ...words }: Words & { permission: Permission | 'signed-in' },
  answers: Responses,
  codes: Code[] = [],
): RouteDoc => ({
  operationId,
  tags: [tag],
  access: permission,
  ...words,
  responses: { ...answers, ...problems(...codes, ...EVERYWHERE) },
});

/** A route that anybody may call. */
export const publicRoute = (operationId: string, words: Words, answers: Responses, codes: Code[] = []): RouteDoc => ({
  operationId,
  tags: ['Operations'],
  access: 'public',
  ...words,
  responses: { ...answers, ...problems(...codes, 'not-found') },
  security: [],
});
