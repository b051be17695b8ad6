import { expect, test } from 'bun:test';
import { QueryClient, QueryObserver } from '@tanstack/solid-query';
import { earlierInputsQuery } from './tasks-queries.ts';

test('earlier inputs are read once, whatever the live events missed', async () => {
  const client = new QueryClient();
  let reads = 0;
  const queryFn = async () => {
    reads++;
    return [];
  };
  const options = { ...earlierInputsQuery('report.build'), queryFn };
  await client.fetchQuery(options);
  const stop = new QueryObserver(client, options).subscribe(() => {});
  await client.invalidateQueries({ queryKey: [] });
  stop();
  expect(reads).toBe(1);
});
