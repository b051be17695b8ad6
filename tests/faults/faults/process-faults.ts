import { LEASE_MS } from '../system/fault-system.ts';
import type { Service } from '../system/service.ts';
import { type Fault, type FaultContext, pause } from './fault.ts';

const workerNames = ({ system }: FaultContext) => system.workers.map(({ name }) => name);

function service({ system }: FaultContext, name: string): Service {
  const found = system.services().find((candidate) => candidate.name === name);
  if (!found) throw new Error(`There is no service ${name}`);
  return found;
}

async function killAndStart(context: FaultContext, name: string): Promise<void> {
  const victim = service(context, name);
  if (name !== 'api') context.onWorkerLost(victim.pid);
  await victim.kill();
  await pause(context.random, 100, 3_000);
  victim.start();
}

/** It may have ended since it was listed. */
function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Deaths, suspensions and restarts of the API, the workers and the task hosts. */
export const PROCESS_FAULTS: readonly Fault[] = [
  { name: 'kill a worker', weight: 4, targets: workerNames, strike: (name, context) => killAndStart(context, name) },
  { name: 'kill the API', weight: 2, targets: () => ['api'], strike: (name, context) => killAndStart(context, name) },
  {
    name: 'kill the leading worker',
    weight: 2,
    targets: ({ leader }) => [leader()].filter((name) => name !== undefined),
    strike: (name, context) => killAndStart(context, name),
  },
  {
    name: 'kill a task host',
    weight: 4,
    targets: workerNames,
    async strike(name, context) {
      const hosts = service(context, name).children();
      if (hosts.length > 0) killIfAlive(context.random.pick(hosts));
    },
  },
  {
    name: 'suspend a worker beyond its lease',
    weight: 3,
    targets: workerNames,
    async strike(name, context) {
      const zombie = service(context, name);
      context.onWorkerLost(zombie.pid);
      zombie.signal('SIGSTOP');
      await pause(context.random, LEASE_MS + 500, LEASE_MS + 3_000);
      zombie.signal('SIGCONT');
    },
  },
  {
    name: 'stop a worker and start it again',
    weight: 3,
    targets: workerNames,
    async strike(name, context) {
      const worker = service(context, name);
      await worker.stop();
      worker.start();
    },
  },
  {
    name: 'stop the API and start it again',
    weight: 1,
    targets: () => ['api'],
    async strike(name, context) {
      const api = service(context, name);
      await api.stop();
      api.start();
    },
  },
];
