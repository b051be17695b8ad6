import { getWorker, drainWorker as markDraining } from '@fbrain/adapters/postgres/worker-store';
import { DomainError } from '@fbrain/core/errors/domain-error';
import type { Worker } from '@fbrain/core/worker/worker';
import type { AppDeps } from '../app.ts';
import { isUuid } from '../http/uuid.ts';

/** Has a worker take no more runs. A worker that drains already is answered as it is. */
export async function drainWorker({ sql, events }: Pick<AppDeps, 'sql' | 'events'>, id: string): Promise<Worker> {
  const drained = isUuid(id) ? await markDraining(sql, id) : null;
  const worker = drained ?? (isUuid(id) ? await getWorker(sql, id) : null);
  if (!worker) {
    throw new DomainError(
      'worker-not-found',
      `There is no worker ${id.slice(0, 100)}. GET /api/v1/workers lists those that live, by id.`,
    );
  }
  if (worker.state !== 'draining') throw ended(worker);
  // The worker learns it at once; without the event its pulse tells it within a second.
  events.publish([{ kind: 'worker', workerId: worker.id }]);
  return worker;
}

function ended({ name, state }: Worker): DomainError {
  const what = state === 'lost' ? 'counts as lost, and its runs start elsewhere' : 'has stopped already';
  return new DomainError('worker-ended', `The worker ${name} ${what}: there is nothing to drain.`);
}
