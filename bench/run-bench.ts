import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '@fbrain/local-stack/postgres-server';
import { findRabbitmq, startRabbitmq } from '@fbrain/local-stack/rabbitmq-node';
import { makeDatabase } from './database.ts';
import { median, milliseconds, perSecond } from './figures.ts';
import { measureBulkEnqueue, measureDrain, measureLatency, measureSinglePosts } from './measures.ts';
import { type System, startSystem } from './system.ts';

/** Budgets of the design for each figure; this release must reach at least half of each. */
const BUDGETS = { bulk: 30_000, single: 10_000, drain: 25_000, p50: 5, p99: 20 };

interface Figures {
  bulk: number;
  single: number;
  drain: number;
  p50: number;
  p99: number;
}

const HELP = `bun run bench [--runs 50000] [--rounds 3] [--transport rabbitmq|postgres] [--concurrency 800]

Starts PostgreSQL, RabbitMQ and the compiled services on loopback, measures, prints medians, and stops everything.
Build first: bun run build.
`;

const MEASURED_POSTS = 20_000;
const LATENCY_SAMPLES = 500;

/** Measures both transports, or the one that is named, and prints a table of medians. */
export async function runBench(args: readonly string[], paths: { distDir: string; tasksDir: string }): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h' },
      runs: { type: 'string', default: '50000' },
      rounds: { type: 'string', default: '3' },
      concurrency: { type: 'string', default: '800' },
      transport: { type: 'string' },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const dir = mkdtempSync(join(tmpdir(), 'fbrain-bench-'));
  const postgres = await startPostgres(join(dir, 'postgres'));
  const wantsRabbitmq = values.transport !== 'postgres' && findRabbitmq() !== null;
  const rabbitmq = wantsRabbitmq ? await startRabbitmq(join(dir, 'rabbitmq')) : null;
  try {
    await Promise.all([postgres.ready, rabbitmq?.ready]);
    const transports = [
      ...(rabbitmq ? [{ name: 'rabbitmq', url: rabbitmq.url }] : []),
      ...(values.transport === 'rabbitmq' ? [] : [{ name: 'postgres', url: undefined }]),
    ];
    console.log(`${cpus().length} cores, ${values.runs} runs a round, median of ${values.rounds} rounds\n`);
    for (const { name, url } of transports) {
      const figures = await measureTransport(name, postgres.url, url, dir, paths, values);
      print(name, figures);
    }
  } finally {
    await Promise.all([rabbitmq?.stop(), postgres.stop()]);
    rmSync(dir, { recursive: true, force: true });
  }
}

async function measureTransport(
  name: string,
  postgresUrl: string,
  rabbitmqUrl: string | undefined,
  dir: string,
  paths: { distDir: string; tasksDir: string },
  options: { runs: string; rounds: string; concurrency: string },
): Promise<Figures> {
  const databaseUrl = await makeDatabase(postgresUrl, `bench_${name}`);
  const logDir = join(dir, `${name}-logs`);
  mkdirSync(logDir);
  const workerEnv = { WORKER_CONCURRENCY: options.concurrency };
  const system = await startSystem({ databaseUrl, rabbitmqUrl, logDir, workerEnv, ...paths });
  try {
    // Registers the tasks: the API refuses runs of tasks it has never seen.
    await system.startWorker();
    await system.stopWorker();
    const rounds: Figures[] = [];
    for (let round = 0; round < Number(options.rounds); round++)
      rounds.push(await measureRound(system, Number(options.runs)));
    return medians(rounds);
  } finally {
    await system.stop();
  }
}

async function measureRound(system: System, runs: number): Promise<Figures> {
  const bulk = await measureBulkEnqueue(system, runs);
  const { perSecond: drain } = await measureDrain(system);
  const { p50, p99 } = await measureLatency(system, LATENCY_SAMPLES);
  await system.stopWorker();
  const single = await measureSinglePosts(system, MEASURED_POSTS);
  await measureDrain(system);
  await system.stopWorker();
  return { bulk, single, drain, p50, p99 };
}

function medians(rounds: readonly Figures[]): Figures {
  const of = (key: keyof Figures) => median(rounds.map((figures) => figures[key]));
  return { bulk: of('bulk'), single: of('single'), drain: of('drain'), p50: of('p50'), p99: of('p99') };
}

function print(name: string, { bulk, single, drain, p50, p99 }: Figures): void {
  const rows: [string, string, string, number][] = [
    ['bulk enqueue, committed', perSecond(bulk), perSecond(BUDGETS.bulk), bulk / BUDGETS.bulk],
    ['single POST /runs, 64 connections', perSecond(single), perSecond(BUDGETS.single), single / BUDGETS.single],
    ['drain of no-op runs, history kept', perSecond(drain), perSecond(BUDGETS.drain), drain / BUDGETS.drain],
    ['enqueue → finished at rest, p50', milliseconds(p50), milliseconds(BUDGETS.p50), BUDGETS.p50 / p50],
    ['enqueue → finished at rest, p99', milliseconds(p99), milliseconds(BUDGETS.p99), BUDGETS.p99 / p99],
  ];
  console.log(`${name} transport`.padEnd(36), 'measured'.padStart(12), 'budget'.padStart(12), 'of budget'.padStart(10));
  for (const [what, measured, budget, part] of rows) {
    console.log(
      what.padEnd(36),
      measured.padStart(12),
      budget.padStart(12),
      `${Math.round(part * 100)} %`.padStart(10),
    );
  }
  console.log();
}
