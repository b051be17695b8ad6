import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findRabbitmq, startRabbitmq } from '@fbrain/local-stack/rabbitmq-node';
import { startBenchPostgres } from './bench-postgres.ts';
import { type FigureName, type Figures, renderFigures } from './budgets.ts';
import { makeDatabase } from './database.ts';
import { measureDevStart } from './dev-start.ts';
import { median } from './figures.ts';
import { measureFullLoad, measureLatencyUnderLoad } from './load.ts';
import {
  measureBulkEnqueue,
  measureDrain,
  measureLatency,
  measureSinglePosts,
  measureWorkerStart,
} from './measures.ts';
import { type System, startSystem } from './system.ts';

const HELP = `bun run bench [--runs 150000] [--rounds 3] [--transport rabbitmq|postgres] [--concurrency 1200]

Starts PostgreSQL, RabbitMQ and the compiled services on loopback, measures, prints medians, and stops everything.
Build first: bun run build.
`;

interface BenchPaths {
  distDir: string;
  tasksDir: string;
  /** Where `bun run dev` is started. */
  projectDir: string;
}

const MEASURED_POSTS = 20_000;
const LATENCY_SAMPLES = 500;

/** Measures both transports, or the one that is named, and prints a table of medians. */
export async function runBench(args: readonly string[], paths: BenchPaths): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h' },
      runs: { type: 'string', default: '150000' },
      rounds: { type: 'string', default: '3' },
      concurrency: { type: 'string', default: '1200' },
      transport: { type: 'string' },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const dir = mkdtempSync(join(tmpdir(), 'fbrain-bench-'));
  const postgres = await startBenchPostgres(dir);
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
      console.log(renderFigures(`${name} transport`, figures));
    }
  } finally {
    await Promise.all([rabbitmq?.stop(), postgres.stop()]);
    rmSync(dir, { recursive: true, force: true });
  }
  // Last: it has servers of its own. A system that the developer has running must not cost the other figures.
  await measureDevStart(paths.projectDir).then(
    (devStart) => console.log(renderFigures('development', { devStart })),
    (error: Error) => console.log(`The start of "bun run dev" was left out: ${error.message}`),
  );
}

async function measureTransport(
  name: string,
  postgresUrl: string,
  rabbitmqUrl: string | undefined,
  dir: string,
  paths: BenchPaths,
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
  // First, at rest: after a load the machine goes on writing for a while.
  const start = await measureWorkerStart(system);
  await system.stopWorker();
  const bulk = await measureBulkEnqueue(system, runs);
  const { perSecond: drain } = await measureDrain(system);
  const memory = await system.workerMegabytes();
  const { p50, p99 } = await measureLatency(system, LATENCY_SAMPLES);
  const fullLoad = await measureFullLoad(system, runs);
  const halfLoad = (await measureLatencyUnderLoad(system, fullLoad / 2, LATENCY_SAMPLES)).p99;
  const halfDrain = (await measureLatencyUnderLoad(system, drain / 2, LATENCY_SAMPLES)).p99;
  await system.stopWorker();
  const single = await measureSinglePosts(system, MEASURED_POSTS);
  await measureDrain(system);
  await system.stopWorker();
  return { bulk, single, drain, p50, p99, fullLoad, halfLoad, halfDrain, memory, start };
}

function medians(rounds: readonly Figures[]): Figures {
  const names = Object.keys(rounds[0] ?? {}) as FigureName[];
  return Object.fromEntries(names.map((name) => [name, median(rounds.map((figures) => figures[name] ?? Number.NaN))]));
}
