import { createKeyring } from '@fbrain/adapters/crypto/keyring';
import { type Database, openDatabase } from '@fbrain/adapters/postgres/connection';
import { listKeysInUse, readServerFacts, readWorkFacts, tryToWrite } from '@fbrain/adapters/postgres/doctor-store';
import { explainDatabaseError } from '@fbrain/adapters/postgres/explain-error';
import { schemaStatus } from '@fbrain/adapters/postgres/migrate';
import { readServer } from '@fbrain/adapters/postgres/server-store';
import { tryRabbitmq } from '@fbrain/adapters/rabbitmq/try-rabbitmq';
import type { ApiConfig } from '../config.ts';
import { type Finding, failure, ok, warning } from './diagnosis.ts';
import { judgeFacts, judgeSchema, judgeServer, judgeWork } from './judge-database.ts';

type Examined = Pick<ApiConfig, 'databaseUrl' | 'rabbitmqUrl' | 'rabbitmqPrefix' | 'secretKeys'>;

const ANSWER_MS = 10_000;

/** Looks at everything the API depends on. Never throws: what fails is a finding. */
export async function examine(config: Examined): Promise<Finding[]> {
  const [database, rabbitmq] = await Promise.all([examineDatabase(config), examineRabbitmq(config)]);
  return [...database, ...rabbitmq];
}

async function examineDatabase({ databaseUrl, secretKeys }: Examined): Promise<Finding[]> {
  const sql = openDatabase({
    url: databaseUrl,
    max: 2,
    applicationName: 'fbrain-doctor',
    statementTimeoutMs: ANSWER_MS,
  });
  const findings: Finding[] = [];
  const look = async (name: string, work: () => Promise<Finding[]>): Promise<boolean> => {
    const found = await work().catch((error: unknown) => [failure(name, explainDatabaseError(error))]);
    findings.push(...found);
    return found.every(({ severity }) => severity !== 'failure');
  };
  if (await look('postgresql', async () => judgeServer(await readServer(sql)))) {
    await look('rights', () => examineFacts(sql));
    await look('disk', () => examineDisk(sql));
    const isCurrent = await look('schema', async () => [judgeSchema(await schemaStatus(sql))]);
    if (isCurrent) {
      await look('work', async () => judgeWork(await readWorkFacts(sql)));
      await look('secrets', async () => [judgeKeys(secretKeys, await listKeysInUse(sql))]);
    }
  }
  await sql.end({ timeout: 1 });
  return findings;
}

async function examineFacts(sql: Database): Promise<Finding[]> {
  const askedAtMs = performance.now();
  const facts = await readServerFacts(sql);
  return judgeFacts(facts, Date.now(), performance.now() - askedAtMs);
}

async function examineDisk(sql: Database): Promise<Finding[]> {
  await tryToWrite(sql);
  const { databaseBytes } = await readServerFacts(sql);
  return [ok('disk', `takes writes; the database has ${Math.ceil(databaseBytes / 1_048_576)} MB`)];
}

function judgeKeys(secretKeys: readonly string[], used: readonly string[]): Finding {
  const known = new Set(secretKeys.map((key) => createKeyring([key]).newestKeyId));
  const lost = used.filter((key) => !known.has(key));
  return lost.length > 0
    ? failure('secrets', `SECRET_KEY lacks the key ${lost.join(', ')} that encrypted some: add it behind the others`)
    : ok('secrets', used.length === 0 ? 'none are stored' : 'SECRET_KEY opens all');
}

async function examineRabbitmq({ rabbitmqUrl, rabbitmqPrefix }: Examined): Promise<Finding[]> {
  if (rabbitmqUrl === undefined) return [ok('rabbitmq', 'is not used: PostgreSQL carries the work')];
  const urls = rabbitmqUrl.split(',').map((url) => url.trim());
  const tries = await Promise.all(
    urls.map(async (url) => ({ host: new URL(url).host, ...(await tryRabbitmq(url, rabbitmqPrefix)) })),
  );
  const isUsable = tries.some(({ fault }) => fault === null);
  return tries.map(({ host, version, fault }) => {
    if (fault === null) return ok('rabbitmq', `${host} takes quorum queues, version ${version}`);
    // One node of several may be away: the others do its work.
    return (isUsable ? warning : failure)('rabbitmq', `${host}: ${fault}`);
  });
}
