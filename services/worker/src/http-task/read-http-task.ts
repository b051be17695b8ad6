import { parseTarget } from '@fbrain/adapters/http-sender/resolve-target';
import { parseWebhookSecrets } from '@fbrain/adapters/http-sender/sign-webhook';
import { type Static, t } from 'f-brain';
import { MANIFEST_FIELDS, type ManifestTask, manifestChecker, toManifestTask } from '../catalogue/manifest.ts';
import { isSecretReference, SecretReference, secretReferences, withSecrets } from '../catalogue/secret-reference.ts';

/** A task that calls a URL, ready to be called. */
export interface HttpTask extends ManifestTask {
  url: URL;
  method: string;
  /** From the manifest, values of variables included; names in lower case. */
  headers: Record<string, string>;
  /** Headers whose values are stored secrets; names in lower case. */
  secretHeaders: Record<string, SecretReference>;
  /** Keys that sign each request; none = it is not signed. */
  keys: readonly Buffer[];
  /** null = every 2xx. */
  successStatus: readonly number[] | null;
}

/** A call that takes longer than this has mostly met a dead server; a manifest may say otherwise. */
const DEFAULT_TIMEOUT = '1m';

/** Headers that belong to the sender: two of a kind would let a request be read in two ways. */
const OWN_HEADER =
  /^(host|content-length|transfer-encoding|connection|keep-alive|upgrade|expect|te|trailer|proxy-.*|webhook-.*)$/;
export const HEADER_VALUE = '^[ -~]*$';

const FromVariable = t.Object({ env: t.String() }, { additionalProperties: false });

const Http = t.Object(
  {
    url: t.String(),
    method: t.Optional(t.Union(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => t.Literal(method)))),
    /** A value, the variable that holds it, or a stored secret. */
    headers: t.Optional(
      t.Record(
        t.String({ pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$" }),
        t.Union([t.String({ pattern: HEADER_VALUE }), FromVariable, SecretReference]),
        { additionalProperties: false },
      ),
    ),
    /** Variable that holds one or two signing secrets. */
    secretEnv: t.Optional(t.String()),
    successStatus: t.Optional(t.Array(t.Integer({ minimum: 200, maximum: 599 }), { minItems: 1 })),
  },
  { additionalProperties: false },
);

const Manifest = t.Object({ ...MANIFEST_FIELDS, http: Http }, { additionalProperties: false });

const checkManifest = manifestChecker<Static<typeof Manifest>>(Manifest);

/**
 * Reads the manifest of an http task.
 * @param source the manifest, relative to TASKS_DIR
 * @param json what it holds
 * @param env the variables that the operator lets tasks see: a manifest can name no other
 * Throws an Error whose message says what is wrong, without the value of a variable.
 */
export function readHttpTask(source: string, json: unknown, env: Record<string, string>): HttpTask {
  const { http, ...fields } = checkManifest(json);
  const { method = 'POST', headers = {}, secretEnv, successStatus = null } = http;
  const references = secretReferences('/http/headers', headers);
  const withTimeout = { ...withSecrets(fields, references), timeout: fields.timeout ?? DEFAULT_TIMEOUT };
  return {
    ...toManifestTask(withTimeout, { kind: 'http', source, isolation: 'shared' }),
    url: explained('/http/url', () => parseTarget(http.url)),
    method,
    headers: Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) => {
        refuseOwn(name);
        return isSecretReference(value) ? [] : [readHeader(name, value, env)];
      }),
    ),
    secretHeaders: Object.fromEntries(
      Object.entries(references).map(([name, reference]) => [name.toLowerCase(), reference]),
    ),
    keys: secretEnv === undefined ? [] : readKeys(secretEnv, env),
    successStatus,
  };
}

function refuseOwn(name: string): void {
  if (OWN_HEADER.test(name.toLowerCase())) {
    throw new Error(`/http/headers/${name} is set by F_BRAIN itself: remove it`);
  }
}

function readHeader(
  name: string,
  value: string | Static<typeof FromVariable>,
  env: Record<string, string>,
): [name: string, value: string] {
  const path = `/http/headers/${name}`;
  const text = typeof value === 'string' ? value : variable(`${path}/env`, value.env, env);
  if (!new RegExp(HEADER_VALUE).test(text)) throw new Error(`${path} has characters that a header cannot hold`);
  return [name.toLowerCase(), text];
}

function readKeys(name: string, env: Record<string, string>): Buffer[] {
  const text = variable('/http/secretEnv', name, env);
  return explained(`/http/secretEnv names ${name}, which`, () => parseWebhookSecrets(text));
}

function variable(path: string, name: string, env: Record<string, string>): string {
  const value = env[name];
  if (value) return value;
  throw new Error(`${path} names the variable ${name}, which is not set for this worker or not listed in TASK_ENV`);
}

/** Puts the place before the message of what `read` throws. */
function explained<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${place} ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}
