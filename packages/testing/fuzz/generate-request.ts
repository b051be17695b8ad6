import type { Random } from '../random.ts';
import { generateValue, mutate } from './generate-value.ts';
import { HOSTILE_BODIES, HOSTILE_HEADERS, HOSTILE_VALUES } from './hostile-values.ts';

interface Parameter {
  name: string;
  in: string;
  schema?: unknown;
}

/** An operation of an OpenAPI document. */
export interface Operation {
  path: string;
  method: string;
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema?: unknown; example?: unknown }> };
}

export interface FuzzRequest {
  operationId: string;
  method: string;
  /** With query. */
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}

/** Everything that the document describes, as one list. */
export function operationsOf(document: { paths: Record<string, Record<string, object>> }): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation }) as Operation),
  );
}

/** One request to an operation: as documented, nearly so, or not at all. */
export function requestFor(operation: Operation, random: Random, knownIds: readonly string[]): FuzzRequest {
  const { parameters = [], operationId } = operation;
  const path = operation.path.replace(/\{(\w+)\}/g, () => pathPart(random, knownIds));
  const query = queryOf(
    parameters.filter((parameter) => parameter.in === 'query'),
    random,
  );
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  while (random.chance(0.25)) {
    const [name, value] = random.pick(HOSTILE_HEADERS);
    headers[name] = value;
  }
  return {
    operationId,
    method: operation.method.toUpperCase(),
    path: path + query,
    headers,
    body: bodyOf(operation, random),
  };
}

function pathPart(random: Random, knownIds: readonly string[]): string {
  if (knownIds.length > 0 && random.chance(0.6)) return encodeURIComponent(random.pick(knownIds));
  if (random.chance(0.1)) return random.pick(['%', '%zz', '%00', '..%2f..%2f', '%c0%af', ';x=1', '*']);
  return encodePart(random.pick(HOSTILE_VALUES)) || 'x';
}

function queryOf(parameters: readonly Parameter[], random: Random): string {
  const pairs: string[] = [];
  for (const { name, schema } of parameters) {
    // A request that waits on purpose would say nothing about hanging.
    if (name === 'wait' || random.chance(0.7)) continue;
    const value = random.chance(0.5) ? generateValue(schema, random) : random.pick(HOSTILE_VALUES);
    pairs.push(`${name}=${encodePart(value)}`);
  }
  if (random.chance(0.1))
    pairs.push(
      `${random.pick(['__proto__', 'constructor', 'extra', '', 'limit'])}=${encodePart(random.pick(HOSTILE_VALUES))}`,
    );
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

/** Cut: servers refuse longer lines before anything of ours sees them. */
const encodePart = (value: unknown): string =>
  encodeURIComponent(
    (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed().slice(0, 1_000),
  );

function bodyOf({ method, requestBody }: Operation, random: Random): string | undefined {
  if (method === 'get') return undefined;
  const { schema, example } = requestBody?.content['application/json'] ?? {};
  if (random.chance(0.1)) return random.pick(HOSTILE_BODIES);
  if (requestBody === undefined) return random.chance(0.5) ? undefined : JSON.stringify(random.pick(HOSTILE_VALUES));
  let body = example !== undefined && random.chance(0.4) ? example : generateValue(schema, random);
  while (random.chance(0.5)) body = mutate(body, random);
  return JSON.stringify(body);
}
