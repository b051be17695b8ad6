import { DomainError } from '@fbrain/core/errors/domain-error';
import { canonicalJson } from '@fbrain/core/run/canonical-json';
import { type DeclaredSchedule, mergeDeclared } from '@fbrain/core/schedule/declared-schedule';
import type { ScheduleField } from '@fbrain/core/schedule/schedule-info';
import type { Database, Queryable } from './connection.ts';
import { type CodeOrigin, createSchedules, updateScheduleIn } from './schedule-store.ts';

/** What task files declare now. */
export interface CodeSchedules {
  /** Tasks that are spoken for: a schedule of one of them that is not declared any more is disabled. */
  tasks: readonly string[];
  declared: readonly (DeclaredSchedule & { source: string })[];
  newId: () => string;
  nowMs: number;
}

/** A declared schedule that could not be taken over. */
export interface RefusedSchedule {
  name: string;
  source: string;
  /** A sentence. */
  reason: string;
}

const GONE = 'The code that declared it is gone. It fires again when a worker brings the declaration back.';

/** Any fixed number will do: it only has to differ from other advisory locks of this database. */
const SYNC_LOCK = 7_261_004;

/**
 * Takes over the schedules that task files declare: new ones are made, changed ones changed but for what their author
 * left to people, vanished ones disabled, those that are back enabled. Nothing is ever deleted, and what is as declared
 * costs no write.
 */
export async function syncCodeSchedules(sql: Database, schedules: CodeSchedules): Promise<RefusedSchedule[]> {
  return await sql.begin(async (tx) => {
    // Workers start together: two that make the same schedule would refuse each other.
    await tx`select pg_advisory_xact_lock(${SYNC_LOCK})`;
    const known = await readKnown(tx, schedules);
    const refused: RefusedSchedule[] = [];
    for (const declared of schedules.declared) {
      const { name } = declared.request;
      const found = known.find((row) => row.name === name);
      const reason = await takeOver(tx, declared, found, schedules);
      if (reason !== null) refused.push({ name, source: declared.source, reason });
    }
    const names = new Set(schedules.declared.map(({ request }) => request.name));
    const gone = known.filter((row) => row.managedBy === 'code' && !row.isDisabled && !names.has(row.name));
    for (const { id } of gone) {
      await updateScheduleIn(tx, id, ({ request }) => ({ request, disabledReason: GONE }), schedules.nowMs);
    }
    return refused;
  });
}

interface KnownSchedule {
  id: string;
  name: string;
  task: string;
  managedBy: 'api' | 'code';
  origin: CodeOrigin;
  isDisabled: boolean;
}

/** Schedules of these tasks that code manages, and whatever bears one of the names. */
const readKnown = (tx: Queryable, { tasks, declared }: CodeSchedules) => tx<KnownSchedule[]>`
  select id, name, task, managed_by, disabled_reason is not null as is_disabled,
         json_build_object('source', source, 'declared', declared, 'editable', editable) as origin
  from fbrain.schedule
  where deleted_at is null and (
    (managed_by = 'code' and task = any(${tasks as string[]}))
    or name = any(${declared.map(({ request }) => request.name)})
  )
  order by name`;

/** Null = it is as declared now; else why it cannot be. */
async function takeOver(
  tx: Queryable,
  { request, editable, source }: CodeSchedules['declared'][number],
  found: KnownSchedule | undefined,
  { newId, nowMs }: CodeSchedules,
): Promise<string | null> {
  const code = { source, declared: request, editable: editable as readonly ScheduleField[] };
  if (found === undefined) {
    await createSchedules(tx, [{ id: newId(), request, code }], nowMs);
    return null;
  }
  if (found.managedBy === 'api') return `People have made a schedule named "${request.name}": rename one of the two.`;
  if (found.task !== request.task) {
    return `The task ${found.task} declares a schedule named "${request.name}" too: rename one of the two.`;
  }
  if (!found.isDisabled && canonicalJson(found.origin) === canonicalJson(code)) return null;
  try {
    const merge = { request, editable };
    await updateScheduleIn(
      tx,
      found.id,
      (current) => ({ request: mergeDeclared(merge, current.request), disabledReason: null, code }),
      nowMs,
    );
    return null;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.message;
  }
}
