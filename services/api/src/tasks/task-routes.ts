import { readTaskStats } from '@fbrain/adapters/postgres/stat-store';
import { getTask, listTasks } from '@fbrain/adapters/postgres/task-store';
import { listTaskProblems } from '@fbrain/adapters/postgres/worker-store';
import { matchesName } from '@fbrain/core/access/name-pattern';
import { isLimited } from '@fbrain/core/access/reach';
import { DomainError } from '@fbrain/core/errors/domain-error';
import { nearestNames } from '@fbrain/core/task/nearest-names';
import type { TaskDetail } from '@fbrain/core/task/task';
import { isName } from '@fbrain/core/task/task-name';
import { Elysia } from 'elysia';
import { principalOf } from '../access/access-guard.ts';
import type { AppDeps } from '../app.ts';
import { docs } from '../docs/route-docs.ts';
import { exactObject } from '../http/schema.ts';

/** Routes below `/tasks`. */
export const taskRoutes = ({ sql }: AppDeps) =>
  new Elysia({ prefix: '/tasks' })
    .get(
      '',
      async ({ request }) => {
        const reach = principalOf(request);
        const [tasks, problems] = await Promise.all([listTasks(sql), listTaskProblems(sql)]);
        const items = tasks.filter(({ name }) => matchesName(reach.tasks, name));
        return { items, problems: isLimited(reach) ? [] : problems };
      },
      { query: exactObject({}), detail: docs.listTasks },
    )
    .get(
      '/:name',
      async ({ params: { name } }): Promise<TaskDetail> => {
        const task = isName(name) ? await getTask(sql, name) : null;
        if (task) return { ...task, stats: await readTaskStats(sql, name) };
        const names = (await listTasks(sql)).map((known) => known.name);
        throw taskNotFound(name, nearestNames(name, names));
      },
      { detail: docs.getTask },
    );

function taskNotFound(name: string, nearest: readonly string[]): DomainError {
  const hint = nearest.length > 0 ? ` Did you mean ${nearest.map((near) => `"${near}"`).join(' or ')}?` : '';
  return new DomainError('task-not-found', `No worker has registered a task "${name.slice(0, 100)}".${hint}`);
}
