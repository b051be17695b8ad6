import { listQueues, setQueueLimits, setQueuePaused } from '@fbrain/adapters/postgres/queue-store';
import { matchesName } from '@fbrain/core/access/name-pattern';
import { DomainError } from '@fbrain/core/errors/domain-error';
import type { Queue } from '@fbrain/core/queue/queue';
import { isName } from '@fbrain/core/task/task-name';
import { Elysia } from 'elysia';
import { principalOf } from '../access/access-guard.ts';
import type { AppDeps } from '../app.ts';
import { docs } from '../docs/route-docs.ts';
import { readJson } from '../http/read-json.ts';
import { exactObject } from '../http/schema.ts';
import { queueLimitsBody, toQueueLimits } from './queue-limits-body.ts';

/** Routes below `/queues`. */
export function queueRoutes({ sql, events, bodyLimit }: AppDeps) {
  const parse = ({ request }: { request: Request }) => readJson(request, bodyLimit);
  /** Changes a queue and tells everybody; workers then look at it at once. */
  const change = async (name: string, write: () => Promise<Queue | null>): Promise<Queue> => {
    const queue = isName(name) ? await write() : null;
    if (!queue) throw queueNotFound(name);
    events.publish([{ kind: 'queue', queue: name }]);
    return queue;
  };
  const setPaused = (name: string, paused: boolean) => change(name, () => setQueuePaused(sql, name, paused));
  return new Elysia({ prefix: '/queues' })
    .get(
      '',
      async ({ request }) => {
        const { queues } = principalOf(request);
        return { items: (await listQueues(sql)).filter(({ name }) => matchesName(queues, name)) };
      },
      { query: exactObject({}), detail: docs.listQueues },
    )
    .patch(
      '/:name',
      ({ params: { name }, body }) => change(name, () => setQueueLimits(sql, name, toQueueLimits(body))),
      { parse, body: queueLimitsBody, detail: docs.changeQueue },
    )
    .post('/:name/pause', ({ params }) => setPaused(params.name, true), { detail: docs.pauseQueue })
    .post('/:name/resume', ({ params }) => setPaused(params.name, false), { detail: docs.resumeQueue });
}

const queueNotFound = (name: string) =>
  new DomainError('queue-not-found', `There is no queue "${name.slice(0, 100)}". GET /api/v1/queues lists them.`);
