import type { ClaimRequest } from '@fbrain/core/transport/transport';
import type { Queryable } from './connection.ts';

/** Runs at the head of a lane: who waits behind as many others is not next. */
const LOOKED_AT = 1_000;

/** The runs at the head of the lane `lane.name`, `bands.band`, in their order, with what `claimable` looks at. */
export const laneHead = (sql: Queryable) => sql`
  select id, task, state, attempt, expires_at, deadline_at
  from fbrain.run
  where queue = lane.name and run.band = bands.band and state = 'queued'
  order by rank desc, id
  limit ${LOOKED_AT}`;

/** The queues as a table `served`, with the slots that their runs hold now. */
export const served = (sql: Queryable, queues: readonly string[], running: ClaimRequest['running']) => sql`
  unnest(${queues as string[]}::text[], ${queues.map((queue) => running?.get(queue) ?? 0)}::integer[])
    as served(name, running)`;
