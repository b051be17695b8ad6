import type { ServerFacts, WorkFacts } from '@fbrain/adapters/postgres/doctor-store';
import type { SchemaStatus } from '@fbrain/adapters/postgres/migrate';
import { type DatabaseServer, MIN_POSTGRES } from '@fbrain/adapters/postgres/server-store';
import { type Finding, failure, ok, warning } from './diagnosis.ts';

/** Above this, times shown and times meant differ visibly; leases and schedules go by the database's clock anyway. */
const MAX_SKEW_MS = 2_000;
/** A worker and an API with default pools need 22 connections. */
const FEW_CONNECTIONS = 25;
/** Until it ends, nothing that was deleted since can be cleared away: the hot tables grow and everything slows down. */
const LONG_TRANSACTION_S = 300;
/** The leader makes seven days ahead. */
const FEW_PARTITION_DAYS = 3;

export function judgeServer({ versionNumber, version, isReadOnly }: DatabaseServer): Finding[] {
  return [
    versionNumber < MIN_POSTGRES * 10_000
      ? failure('postgresql', `is version ${version}: F_BRAIN needs ${MIN_POSTGRES} or newer`)
      : ok('postgresql', `answers, version ${version}`),
    ...(isReadOnly
      ? [failure('primary', 'the server is read-only, as a standby is: let DATABASE_URL lead to the primary')]
      : []),
  ];
}

export function judgeSchema({ version, breakingVersion, latestVersion }: SchemaStatus): Finding {
  const has = `the database has version ${version}, this release knows ${latestVersion}`;
  if (breakingVersion > latestVersion) return failure('schema', `${has} and cannot use it: install the newer release`);
  if (version < latestVersion) return failure('schema', `${has}: run \`fbrain-api migrate\``);
  return ok('schema', version > latestVersion ? `${has}: it is newer, and this release works with it` : has);
}

/** `nowMs` is the clock of this machine at the answer, which took `tookMs`. */
export function judgeFacts(facts: ServerFacts, nowMs: number, tookMs: number): Finding[] {
  return [
    judgeRights(facts),
    judgeDurability(facts),
    judgeStandbys(facts),
    judgeConnections(facts),
    judgeTransactions(facts),
    judgeClock(facts, nowMs, tookMs),
  ];
}

function judgeRights({ mayWork, mayCreate }: ServerFacts): Finding {
  if (mayWork) return ok('rights', 'the user may do what the services do');
  if (mayWork === false)
    return failure(
      'rights',
      'the user of DATABASE_URL may not use the tables: run `fbrain-api migrate` with MIGRATION_DATABASE_URL of their owner',
    );
  return mayCreate
    ? ok('rights', 'the user may make the schema fbrain')
    : failure(
        'rights',
        'the user of DATABASE_URL may not make the schema fbrain: give `fbrain-api migrate` a MIGRATION_DATABASE_URL that may',
      );
}

function judgeDurability({ fsync, fullPageWrites, synchronousCommit }: ServerFacts): Finding {
  if (!fsync || !fullPageWrites)
    return failure(
      'durability',
      'fsync or full_page_writes is off: a power cut can destroy the database; turn both on',
    );
  return synchronousCommit === 'off'
    ? failure('durability', 'synchronous_commit is off: a crash loses runs that were answered with 2xx; turn it on')
    : ok('durability', `fsync is on, synchronous_commit is ${synchronousCommit}`);
}

function judgeStandbys({ synchronousStandbys, followingStandbys }: ServerFacts): Finding {
  if (synchronousStandbys === '') return ok('standby', 'no commit waits for a standby');
  return followingStandbys > 0
    ? ok('standby', `commits wait for ${synchronousStandbys}, which follows`)
    : failure(
        'standby',
        `commits wait for ${synchronousStandbys}, but no such standby follows: nothing is accepted; start it, or empty synchronous_standby_names`,
      );
}

function judgeConnections({ maxConnections, usedConnections }: ServerFacts): Finding {
  const says = `${usedConnections} of ${maxConnections} connections are in use`;
  return maxConnections - usedConnections < FEW_CONNECTIONS
    ? warning('connections', `${says}: raise max_connections, or lower DATABASE_POOL`)
    : ok('connections', says);
}

function judgeTransactions({ oldestTransactionS, oldestTransaction }: ServerFacts): Finding {
  if (oldestTransactionS === null || oldestTransactionS < LONG_TRANSACTION_S)
    return ok('transactions', 'none has been open for long');
  return warning(
    'transactions',
    `one has been open for ${Math.round(oldestTransactionS / 60)} minutes (${oldestTransaction}): end it, or tables grow and everything slows down`,
  );
}

function judgeClock({ clock }: ServerFacts, nowMs: number, tookMs: number): Finding {
  const skewMs = Math.max(0, Math.abs(nowMs - clock.getTime()) - tookMs);
  return skewMs > MAX_SKEW_MS
    ? warning(
        'clock',
        `this machine's clock is ${Math.round(skewMs / 1_000)} s off the database's: let both follow a time server`,
      )
    : ok('clock', "this machine's agrees with the database's");
}

/** How the work goes: what an operator would look for next. */
export function judgeWork({
  partitionDays,
  activeWorkers,
  hasLeader,
  versions,
  unservedQueues,
  queued,
}: WorkFacts): Finding[] {
  return [
    partitionDays < FEW_PARTITION_DAYS
      ? warning('partitions', `are ready for ${partitionDays} days: the leading worker makes them, so start one`)
      : ok('partitions', `are ready for ${partitionDays} days`),
    activeWorkers === 0
      ? warning('workers', 'none lives: runs are accepted and wait; start fbrain-worker')
      : hasLeader
        ? ok('workers', `${activeWorkers} live, version ${versions.join(' and ')}`)
        : warning('workers', `${activeWorkers} live, but none leads: look again in ten seconds, then into their logs`),
    unservedQueues.length > 0
      ? warning('queues', `nobody serves ${unservedQueues.join(', ')}, where runs wait: see WORKER_QUEUES`)
      : ok(
          'queues',
          `every queue with work is served; ${queued > 100_000 ? 'more than 100000' : queued} runs are ready`,
        ),
  ];
}
