import type { Logger } from '@fbrain/adapters/logging/logger';
import type { Database } from '@fbrain/adapters/postgres/connection';
import type { DatabaseClock } from '@fbrain/adapters/postgres/database-clock';
import { registerTasks } from '@fbrain/adapters/postgres/task-store';
import { setWorkerTasks } from '@fbrain/adapters/postgres/worker-store';
import type { EventBus } from '@fbrain/core/event/live-event';
import { loadManifests } from './load-manifests.ts';
import { combineTasks, type LoadedModules, type LoadedTasks } from './loaded-tasks.ts';
import { createScheduleRegistrar } from './schedule-registrar.ts';

/** Keeps what this worker can execute, here and in the database, in step with its task files. */
export interface TaskRegistry {
  current(): LoadedTasks;
  /** The newest task host has loaded the modules: read the manifests too and register all. */
  update(modules: LoadedModules): void;
  /** Manifests may have changed: those read at the start count no more. */
  forgetManifests(): void;
  /** Resolves after the first registration. */
  readonly ready: Promise<void>;
  /** Registers nothing more; resolves when nothing is under way. */
  stop(): Promise<void>;
}

interface TaskRegistryOptions {
  sql: Database;
  clock: DatabaseClock;
  workerId: string;
  tasksDir: string;
  /** Variables that tasks may see. */
  taskEnv: Record<string, string>;
  events: EventBus;
  logger: Logger;
  /** The set of tasks has changed. */
  onChange(): void;
}

const NOTHING = combineTasks({ tasks: [], problems: [] }, { executables: [], httpTasks: [], problems: [] });
const RETRY_MS = 1_000;

export function createTaskRegistry(options: TaskRegistryOptions): TaskRegistry {
  const { sql, clock, workerId, tasksDir, taskEnv, events, logger } = options;
  let loaded = NOTHING;
  let registered = '';
  let offered: readonly string[] = [];
  const schedules = createScheduleRegistrar(sql, clock);
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  let work: Promise<void> = Promise.resolve();
  /** Read while the first task host starts. */
  let firstManifests: ReturnType<typeof loadManifests> | null = loadManifests(tasksDir, taskEnv);
  firstManifests.catch(() => {}); // whoever takes them is told

  const register = async (modules: LoadedModules) => {
    const manifests = firstManifests ?? loadManifests(tasksDir, taskEnv);
    firstManifests = null;
    const next = combineTasks(modules, await manifests);
    const signature = JSON.stringify([next.definitions, next.problems]);
    loaded = next;
    // A reload mostly finds what was there before.
    if (signature === registered) return;
    for (const { source, message } of next.problems) logger.error(`task file ${source}: ${message}`);
    const names = next.definitions.map(({ name }) => name);
    await registerTasks(sql, next.definitions);
    // First what is gone, then the schedules, then what is new: who sees a task sees its schedules too.
    const kept = names.filter((name) => offered.includes(name));
    await setWorkerTasks(sql, workerId, kept, next.problems);
    const refused = await schedules.register(next.definitions, next.problems);
    for (const { source, message } of refused) logger.error(`task file ${source}: ${message}`);
    const problems = [...next.problems, ...refused];
    await setWorkerTasks(sql, workerId, names, problems);
    registered = signature;
    offered = names;
    logger.info(`${names.length} tasks loaded`, { problems: problems.length });
    events.publish([{ kind: 'task' }, { kind: 'schedule' }, { kind: 'worker', workerId }]);
    resolve();
    options.onChange();
  };
  /** What a newer host has loaded since then takes its place, also while this one is tried again. */
  let newest: LoadedModules | null = null;
  let retry: Timer | undefined;
  const registerInTurn = (modules: LoadedModules) => {
    const isSuperseded = () => modules !== newest;
    work = work
      .then(() => (isSuperseded() ? undefined : register(modules)))
      .catch((error: unknown) => {
        if (isSuperseded()) return;
        logger.error('the tasks could not be registered; trying again', { error });
        retry = setTimeout(() => registerInTurn(modules), RETRY_MS);
      });
  };

  return {
    current: () => loaded,
    update(modules) {
      newest = modules;
      clearTimeout(retry);
      registerInTurn(modules);
    },
    forgetManifests() {
      firstManifests = null;
    },
    ready,
    async stop() {
      newest = null;
      clearTimeout(retry);
      await work;
    },
  };
}
