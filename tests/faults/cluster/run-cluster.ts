import { join } from 'node:path';
import type { Injector, Strike } from '../faults/injector.ts';
import type { FaultOptions } from '../options.ts';
import { type Outcome, type StartFaults, strikeAndCheck } from '../run-faults.ts';
import { startServices } from '../system/fault-system.ts';
import { type PostgresPair, startPostgresPair } from './postgres-pair.ts';
import { type RabbitmqCluster, startRabbitmqCluster } from './rabbitmq-cluster.ts';

export interface ClusterOptions {
  /** How long runs are posted. */
  seconds: number;
  seed: number;
}

const RABBITMQ_NODES = 3;
const RUNS_PER_SECOND = 150;
/** When, of the time that runs are posted, something is killed: the second time while the cluster lacks a node already. */
const KILLS_NODE_AT = 0.25;
const KILLS_PRIMARY_AT = 0.55;

interface Cluster {
  postgres: PostgresPair;
  rabbitmq: RabbitmqCluster;
}

/**
 * Runs the system on a RabbitMQ cluster and a PostgreSQL primary with a synchronous standby, kills a node of each under
 * load, promotes the standby, and checks that every accepted run ended once and right.
 */
export async function runCluster(
  { seconds, seed }: ClusterOptions,
  { dir, distDir, say }: { dir: string; distDir: string; say: (line: string) => void },
): Promise<Outcome> {
  const [postgres, rabbitmq] = await Promise.all([
    startPostgresPair(join(dir, 'postgres')),
    startRabbitmqCluster(join(dir, 'rabbitmq'), RABBITMQ_NODES),
  ]);
  const addresses = { DATABASE_URL: postgres.url, RABBITMQ_URL: rabbitmq.url };
  const options: FaultOptions = {
    ...{ seconds, seed, runs: seconds * RUNS_PER_SECOND, faults: 2 },
    ...{ transport: 'rabbitmq', report: undefined, keep: false },
  };
  try {
    const system = await startServices({ dir, distDir, databaseUrl: postgres.url, network: async () => addresses });
    try {
      const unready = await system.untilReady();
      if (unready.length > 0)
        throw new Error(`Not ready after the start: ${unready.join(', ')}; see the logs in ${dir}`);
      return await strikeAndCheck(system, options, say, killOneOfEach({ postgres, rabbitmq }, seconds));
    } finally {
      await system.stop();
    }
  } finally {
    await Promise.all([postgres.stop(), rabbitmq.stop()]);
  }
}

/** Neither comes back: the rest of the run is on what is left. */
const killOneOfEach =
  ({ postgres, rabbitmq }: Cluster, seconds: number): StartFaults =>
  (_context, onStrike): Injector => {
    const strikes: Strike[] = [];
    const strike = async (at: number, name: string, target: string, work: () => Promise<void>) => {
      await Bun.sleep(at * seconds * 1_000);
      const record: Strike = { name, target, startMs: Date.now(), endMs: Number.POSITIVE_INFINITY };
      strikes.push(record);
      onStrike(record);
      await work();
      record.endMs = Date.now();
    };
    const underWay = Promise.all([
      // All processes are connected to the first node, and a queue is led by the node on which it was made.
      strike(KILLS_NODE_AT, 'kill the RabbitMQ node that leads the queues', 'rabbitmq', async () => {
        await rabbitmq.nodes[0]?.kill();
      }),
      strike(KILLS_PRIMARY_AT, 'kill the PostgreSQL primary and promote the standby', 'postgres', postgres.failOver),
    ]);
    return {
      strikes,
      async stop() {
        await underWay;
      },
    };
  };
