import { listQueues, setQueuePaused } from '@fbrain/adapters/postgres/queue-store';
import { DomainError } from '@fbrain/core/errors/domain-error';
import type { Queue } from '@fbrain/core/queue/queue';
import { isName } from '@fbrain/core/task/task-name';
import { Elysia } from 'elysia';
import type { AppDeps } from '../app.ts';
import { docs } from '../docs/route-docs.ts';
import { exactObject } from '../http/schema.ts';

/** Routes below `/queues`. */
export function queueRoutes({ sql, events }: AppDeps) {
  const setPaused = async (name: string, paused: boolean): Promise<Queue> => {
    const queue = isName(name) ? await setQueuePaused(sql, name, paused) : null;
    if (!queue)
      throw new DomainError(
        'queue-not-found',
        `There is no queue "${name.slice(0, 100)}". GET /api/v1/queues lists them.`,
      );
    events.publish([{ kind: 'queue', queue: name }]);
    return queue;
  };
  return new Elysia({ prefix: '/queues' })
    .get('', async () => ({ items: await listQueues(sql) }), { query: exactObject({}), detail: docs.listQueues })
    .post('/:name/pause', ({ params }) => setPaused(params.name, true), { detail: docs.pauseQueue })
    .post('/:name/resume', ({ params }) => setPaused(params.name, false), { detail: docs.resumeQueue });
}
