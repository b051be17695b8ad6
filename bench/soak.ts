import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Database, openDatabase } from '@fbrain/adapters/postgres/connection';
import type { LocalServer } from '@fbrain/local-stack/local-server';
import { startPostgres } from '@fbrain/local-stack/postgres-server';
import { findRabbitmq, startRabbitmq } from '@fbrain/local-stack/rabbitmq-node';
import { type System, startSystem } from './system.ts';

const HELP = `bun run bench soak [--runs 1000000] [--transport rabbitmq|postgres]

Posts and runs a million no-op runs without a pause and samples, ten times, what each process holds and how many SQL
statements a run costs. Prints a Markdown table; exits with 1 if anything grows.
`;

/** What the system holds after so many runs. Megabytes, and statements since the sample before. */
interface Sample {
  runs: number;
  perSecond: number;
  api: number;
  worker: number;
  hosts: number;
  statements: number;
}

const SAMPLES = 10;
const BATCH = 1_000;
const SENDERS = 2;
/** There is always work, and the queue does not grow: what is measured is the steady state. */
const MOST_WAITING = 10_000;
const POLL_MS = 100;
/** Memory of a garbage-collected process swings; a leak of 100 bytes a run is 100 MB a million. */
const TOLERANCE_MB = 50;

export async function runSoak(args: readonly string[], paths: { distDir: string; tasksDir: string }): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h' },
      runs: { type: 'string', default: '1000000' },
      transport: { type: 'string', default: 'rabbitmq' },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const runs = Number(values.runs);
  if (!Number.isSafeInteger(runs) || runs < SAMPLES * BATCH)
    throw new Error(`--runs must be a whole number from ${SAMPLES * BATCH}, got "${values.runs}"`);
  const dir = mkdtempSync(join(tmpdir(), 'fbrain-soak-'));
  const postgres = await startCountingPostgres(join(dir, 'postgres'));
  const rabbitmq =
    values.transport === 'rabbitmq' && findRabbitmq() !== null ? await startRabbitmq(join(dir, 'rabbitmq')) : null;
  try {
    await rabbitmq?.ready;
    const system = await startSystem({
      databaseUrl: postgres.url,
      rabbitmqUrl: rabbitmq?.url,
      logDir: dir,
      workerEnv: { WORKER_CONCURRENCY: '1200' },
      ...paths,
    });
    try {
      console.log(`${cpus().length} cores, ${rabbitmq ? 'RabbitMQ' : 'PostgreSQL'} transport`);
      report(await soak(system, runs));
    } finally {
      await system.stop();
    }
  } finally {
    await Promise.all([rabbitmq?.stop(), postgres.stop()]);
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A PostgreSQL that counts statements: the library has to be there from its start. */
async function startCountingPostgres(dir: string): Promise<LocalServer> {
  const first = await startPostgres(dir);
  await first.ready;
  const admin = openDatabase({ url: first.url, max: 1 });
  await admin`alter system set shared_preload_libraries = 'pg_stat_statements'`;
  await admin`create extension pg_stat_statements`;
  await admin.end();
  await first.stop();
  const server = await startPostgres(dir);
  await server.ready;
  return server;
}

async function soak(system: System, runs: number): Promise<Sample[]> {
  await system.startWorker();
  let posted = 0;
  let waiting = 0;
  const send = async () => {
    const body = JSON.stringify({ runs: Array.from({ length: BATCH }, () => ({ task: 'demo.noop', input: {} })) });
    const headers = { authorization: `Bearer ${system.token}`, 'content-type': 'application/json' };
    while (posted < runs) {
      if (waiting > MOST_WAITING) await Bun.sleep(POLL_MS / 4);
      else {
        posted += BATCH;
        waiting += BATCH;
        const answer = await fetch(`${system.apiUrl}/api/v1/runs/batch`, { method: 'POST', headers, body });
        await answer.arrayBuffer();
        if (answer.status !== 202) throw new Error(`POST /runs/batch answered ${answer.status}`);
      }
    }
  };
  const sending = Promise.all(Array.from({ length: SENDERS }, send));
  const samples: Sample[] = [];
  for (let last = await lookAt(system); samples.length < SAMPLES; ) {
    await Bun.sleep(POLL_MS);
    waiting = await countWaiting(system.sql);
    const done = posted - waiting;
    if (done < (runs / SAMPLES) * (samples.length + 1)) continue;
    const look = await lookAt(system);
    const since = done - (samples.at(-1)?.runs ?? 0);
    const perSecond = (since * 1_000) / (look.atMs - last.atMs);
    samples.push({ ...look, runs: done, perSecond, statements: (look.statements - last.statements) / since });
    last = look;
    print(samples.at(-1), samples.length === 1);
  }
  await sending;
  return samples;
}

async function countWaiting(sql: Database): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*)::integer as count from fbrain.run`;
  return row?.count ?? 0;
}

/** Memory by process, and all statements so far; the few of this program are among them. */
async function lookAt({ apiUrl, sql }: System): Promise<Omit<Sample, 'runs' | 'perSecond'> & { atMs: number }> {
  const [row] = await sql<{ pid: number; statements: number }[]>`
    select (select pid from fbrain.worker where state = 'active' limit 1),
           (select sum(calls)::bigint from pg_stat_statements) as statements`;
  const worker = row?.pid ?? 0;
  const metrics = await (await fetch(`${apiUrl}/metrics`)).text();
  const api = Number(/^process_resident_memory_bytes\S* (\S+)/m.exec(metrics)?.[1] ?? Number.NaN);
  const hosts = childrenOf(worker).reduce((sum, pid) => sum + residentMb(pid), 0);
  return { atMs: Date.now(), api: api / 1e6, worker: residentMb(worker), hosts, statements: row?.statements ?? 0 };
}

const field = (pid: number | string, name: string): number => {
  try {
    return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    // It has ended since it was listed.
    return Number.NaN;
  }
};
const residentMb = (pid: number): number => (field(pid, 'VmRSS') * 1_024) / 1e6;
const childrenOf = (parent: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && field(name, 'PPid') === parent)
    .map(Number);

function print(sample: Sample | undefined, isFirst: boolean): void {
  if (!sample) return;
  if (isFirst) {
    console.log('\n| runs done | runs/s | API MB | worker MB | task hosts MB | statements per 1 000 runs |');
    console.log('| --------: | -----: | -----: | --------: | ------------: | ------------------------: |');
  }
  const { runs, perSecond, api, worker, hosts, statements } = sample;
  const cells = [runs, perSecond, api, worker, hosts, statements * 1_000].map((value) => value.toFixed(0));
  console.log(`| ${cells.join(' | ')} |`);
}

/** Compares the last third with the one before: the first is spent on warming up. */
function report(samples: readonly Sample[]): void {
  const third = Math.floor(samples.length / 3);
  const mean = (key: keyof Sample, part: readonly Sample[]) =>
    part.reduce((sum, one) => sum + one[key], 0) / part.length;
  const growing = (['api', 'worker', 'hosts'] as const).filter(
    (key) => mean(key, samples.slice(-third)) > mean(key, samples.slice(-2 * third, -third)) + TOLERANCE_MB,
  );
  if (growing.length === 0) return void console.log('\nNothing grows.');
  throw new Error(`These grew by more than ${TOLERANCE_MB} MB in the last third: ${growing.join(', ')}`);
}
