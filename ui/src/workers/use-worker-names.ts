import { useQuery } from '@tanstack/solid-query';
import { settledData } from '../components/settled-data.ts';
import { can } from '../session/session.ts';
import { workersQuery } from './workers-queries.ts';

/** Names of workers by id, while they are known: of workers that ended long ago the end of the id is left. */
export function useWorkerNames(): (id: string) => string {
  const query = useQuery(() => ({
    ...workersQuery(),
    ...{ refetchInterval: false as const, enabled: can('workers:read') },
  }));
  return (id) => settledData(query)?.items.find((worker) => worker.id === id)?.name ?? id.slice(-8);
}
