import type { Database } from '@fbrain/adapters/postgres/connection';
import { getRun, getStoredRun } from '@fbrain/adapters/postgres/run-query-store';
import { runNotFound } from '@fbrain/core/errors/domain-error';
import type { Run } from '@fbrain/core/run/run';
import { isUuid } from '../http/uuid.ts';

/** Reads a run; throws DomainError `run-not-found`. */
export async function requireRun(sql: Database, id: string): Promise<Run> {
  const run = await getRun(sql, checkRunId(id));
  if (!run) throw runNotFound(id);
  return run;
}

/** As requireRun, with its secrets as they are stored, for who makes another run of it. */
export async function requireStoredRun(sql: Database, id: string): Promise<Run> {
  const run = await getStoredRun(sql, checkRunId(id));
  if (!run) throw runNotFound(id);
  return run;
}

/** What is no uuid cannot be the id of a run, and the database would refuse to look. */
export function checkRunId(id: string): string {
  if (!isUuid(id)) throw runNotFound(id.slice(0, 100));
  return id;
}
