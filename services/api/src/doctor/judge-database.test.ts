import { expect, test } from 'bun:test';
import type { ServerFacts, WorkFacts } from '@fbrain/adapters/postgres/doctor-store';
import { renderFindings, worstOf } from './diagnosis.ts';
import { judgeFacts, judgeSchema, judgeServer, judgeWork } from './judge-database.ts';

const NOW_MS = Date.UTC(2026, 10, 22);
const SOUND: ServerFacts = {
  clock: new Date(NOW_MS),
  fsync: true,
  fullPageWrites: true,
  synchronousCommit: 'on',
  synchronousStandbys: '',
  followingStandbys: 0,
  maxConnections: 100,
  usedConnections: 30,
  oldestTransactionS: 2,
  oldestTransaction: 'process 7, psql',
  mayCreate: true,
  mayWork: true,
  databaseBytes: 1,
};
const AT_WORK: WorkFacts = {
  partitionDays: 7,
  activeWorkers: 2,
  hasLeader: true,
  versions: ['0.1.0'],
  unservedQueues: [],
  queued: 0,
};

const judge = (changes: Partial<ServerFacts>) => judgeFacts({ ...SOUND, ...changes }, NOW_MS, 5);
const bad = (findings: ReturnType<typeof judge>) => findings.filter(({ severity }) => severity !== 'ok');

test('a sound server has no findings', () => {
  expect(worstOf([...judge({}), ...judgeWork(AT_WORK)])).toBe(0);
});

test('each thing that is wrong is one finding, with what to do', () => {
  for (const [changes, severity, name, says] of [
    [{ mayWork: false }, 'failure', 'rights', 'MIGRATION_DATABASE_URL of their owner'],
    [{ mayWork: null, mayCreate: false }, 'failure', 'rights', 'MIGRATION_DATABASE_URL that may'],
    [{ fsync: false }, 'failure', 'durability', 'turn both on'],
    [{ fullPageWrites: false }, 'failure', 'durability', 'turn both on'],
    [{ synchronousCommit: 'off' }, 'failure', 'durability', 'turn it on'],
    [{ synchronousStandbys: '*' }, 'failure', 'standby', 'no such standby follows'],
    [{ usedConnections: 80 }, 'warning', 'connections', '80 of 100'],
    [{ oldestTransactionS: 3_600 }, 'warning', 'transactions', 'for 60 minutes (process 7, psql)'],
    [{ clock: new Date(NOW_MS - 60_000) }, 'warning', 'clock', '60 s off'],
  ] as const) {
    expect(bad(judge(changes))).toEqual([{ name, severity, says: expect.stringContaining(says) }]);
  }
  expect(bad(judge({ synchronousStandbys: '*', followingStandbys: 1, mayWork: null }))).toEqual([]);
});

test('versions that cannot work are failures', () => {
  expect(
    judgeServer({ versionNumber: 140_000, version: '14.0', isReadOnly: true }).map((finding) => finding.severity),
  ).toEqual(['failure', 'failure']);
  const status = { version: 10, breakingVersion: 1, latestVersion: 10 };
  expect(judgeSchema(status).severity).toBe('ok');
  expect(judgeSchema({ ...status, version: 12 }).severity).toBe('ok');
  expect(judgeSchema({ ...status, version: 12, breakingVersion: 11 }).says).toContain('install the newer release');
  expect(judgeSchema({ ...status, version: 9 }).says).toContain('fbrain-api migrate');
});

test('work that stands still is a warning', () => {
  for (const changes of [
    { partitionDays: 1 },
    { activeWorkers: 0 },
    { hasLeader: false },
    { unservedQueues: ['mail'] },
  ]) {
    expect(worstOf(judgeWork({ ...AT_WORK, ...changes }))).toBe(1);
  }
  expect(renderFindings(bad(judgeWork({ ...AT_WORK, unservedQueues: ['mail', 'csv'] })))).toBe(
    'WARNING  queues  nobody serves mail, csv, where runs wait: see WORKER_QUEUES',
  );
});
