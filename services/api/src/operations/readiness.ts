import type { Database } from '@fbrain/adapters/postgres/connection';
import { outlineDatabaseError } from '@fbrain/adapters/postgres/explain-error';
import { schemaStatus } from '@fbrain/adapters/postgres/migrate';
import { readServer } from '@fbrain/adapters/postgres/server-store';

export interface Check {
  name: 'database' | 'schema' | 'transport';
  isOk: boolean;
  /** False if the API can serve without it. */
  isRequired: boolean;
  detail: string;
}

export interface Readiness {
  status: 'ready' | 'not-ready';
  checks: Check[];
}

export interface ReadinessDeps {
  sql: Database;
  transport: { kind: string; isConnected(): boolean };
}

/** Probes give up after some seconds: say what is wrong before that. */
const DATABASE_TIMEOUT_MS = 2_000;

/** Whether the API can serve, and what is missing if not. */
export async function checkReadiness({ sql, transport }: ReadinessDeps): Promise<Readiness> {
  const checks = [...(await databaseChecks(sql)), transportCheck(transport)];
  return { status: checks.every((check) => check.isOk || !check.isRequired) ? 'ready' : 'not-ready', checks };
}

async function databaseChecks(sql: Database): Promise<Check[]> {
  const check = (name: Check['name'], isOk: boolean, detail: string): Check => ({
    name,
    isOk,
    isRequired: true,
    detail,
  });
  try {
    const read = Promise.all([schemaStatus(sql), readServer(sql)]);
    const [{ version, breakingVersion, latestVersion }, { isReadOnly }] = await within(DATABASE_TIMEOUT_MS, read);
    const isUsable = version >= latestVersion && breakingVersion <= latestVersion;
    const remedy = version < latestVersion ? 'run `fbrain-api migrate`' : 'install the newer release';
    return [
      check('database', !isReadOnly, isReadOnly ? 'is read-only, as a standby is' : 'answers'),
      check(
        'schema',
        isUsable,
        `version ${version}, this release knows ${latestVersion}${isUsable ? '' : `: ${remedy}`}`,
      ),
    ];
  } catch (error) {
    return [check('database', false, outlineDatabaseError(error))];
  }
}

/** Accepting runs does not need the transport: what it misses, the dispatcher sends later. */
const transportCheck = ({ kind, isConnected }: ReadinessDeps['transport']): Check => ({
  name: 'transport',
  isOk: isConnected(),
  isRequired: false,
  detail: `${kind} ${isConnected() ? 'is connected' : 'is not connected: runs are accepted and start later'}`,
});

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(Object.assign(new Error('no answer in time'), { code: 'TIMEOUT' })),
    timeoutMs,
  );
  // Whoever comes second must not be an error that nobody handles.
  work.catch(() => {});
  return await Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}
