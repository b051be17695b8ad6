import { cpus } from 'node:os';
import { join } from 'node:path';
import { startRabbitmq } from '@fbrain/local-stack/rabbitmq-node';
import { startBenchPostgres } from '../bench-postgres.ts';
import { milliseconds, perSecond } from '../figures.ts';
import { bullmq, bullmqAsSafe } from './bullmq.ts';
import { celery, celeryAsInstalled, celeryAsSafe } from './celery.ts';
import { fbrain } from './fbrain.ts';
import { graphileWorker, graphileWorkerBatched, graphileWorkerLocal } from './graphile-worker.ts';
import { LATENCY_SAMPLES, type PeerOptions } from './options.ts';
import type { Peer, PeerSurroundings, PeerSystem } from './peer.ts';
import { type PeerFigures, renderPeers } from './report.ts';

/** All that can be measured, in the order of the table. */
export const PEERS: readonly Peer[] = [
  fbrain,
  celery,
  celeryAsInstalled,
  celeryAsSafe,
  bullmq,
  bullmqAsSafe,
  graphileWorker,
  graphileWorkerLocal,
  graphileWorkerBatched,
];

interface Contender {
  peer: Peer;
  system: PeerSystem;
  figures: PeerFigures;
}

/** Measures the named systems in turns, so that what else happens on the machine hits all alike, and answers the table. */
export async function runPeers(
  { jobs, rounds, names }: PeerOptions,
  paths: Pick<PeerSurroundings, 'dir' | 'distDir' | 'tasksDir'>,
  say: (line: string) => void,
): Promise<string> {
  const postgres = await startBenchPostgres(paths.dir);
  const rabbitmq = await startRabbitmq(join(paths.dir, 'rabbitmq'));
  const contenders: Contender[] = [];
  const figures: PeerFigures[] = [];
  try {
    await Promise.all([postgres.ready, rabbitmq.ready]);
    for (const peer of PEERS.filter(({ name }) => names.includes(name))) {
      const { name, settings, budget } = peer;
      const own: PeerFigures = {
        name,
        settings,
        drains: [],
        enqueues: [],
        ...(budget === undefined ? {} : { budget }),
      };
      figures.push(own);
      await unlessBroken(own, async () => {
        if (!peer.isInstalled()) throw new Error(`it is not installed: apt-get install ${peer.packages.join(' ')}`);
        const system = await peer.start({ ...paths, postgresUrl: postgres.url, rabbitmqUrl: rabbitmq.url });
        contenders.push({ peer, system, figures: own });
      });
    }
    say(`${cpus().length} cores, ${jobs.toLocaleString('en')} jobs a round\n`);
    for (let round = 1; round <= rounds; round++)
      for (const each of contenders) await unlessBroken(each.figures, () => measureRound(each, jobs, round, say));
    for (const each of contenders) await unlessBroken(each.figures, () => measureRest(each, say));
  } finally {
    await Promise.allSettled(contenders.map(({ system }) => system.stop()));
    await Promise.all([rabbitmq.stop(), postgres.stop()]);
  }
  return renderPeers(figures, fbrain.name);
}

/** One that fails must not cost the others their figures. */
async function unlessBroken(figures: PeerFigures, measure: () => Promise<void>): Promise<void> {
  if (figures.problem !== undefined) return;
  try {
    await measure();
  } catch (error) {
    figures.problem = error instanceof Error ? error.message : String(error);
  }
}

async function measureRound(
  { peer, system, figures }: Contender,
  jobs: number,
  round: number,
  say: (line: string) => void,
) {
  const share = Math.round(jobs * peer.share);
  const enqueue = await system.enqueue(share);
  const drain = await system.drain(share);
  figures.enqueues.push(enqueue);
  figures.drains.push(drain);
  say(
    `round ${round}  ${peer.name.padEnd(22)} ${share} jobs: enqueue ${perSecond(enqueue)}, drain ${perSecond(drain)}`,
  );
}

async function measureRest({ peer, system, figures }: Contender, say: (line: string) => void) {
  figures.latency = await system.latency(LATENCY_SAMPLES);
  const { p50, p99 } = figures.latency;
  say(`at rest  ${peer.name.padEnd(22)} p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}`);
}
