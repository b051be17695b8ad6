import { expect, test } from 'bun:test';
import { describeHosts } from './host-rss.ts';

test('a task host is told with its memory and its attempts, one that has just ended with no memory', () => {
  const [living, ended] = describeHosts([
    { pid: process.pid, inFlight: new Map([['run', 1]]) },
    { pid: 2 ** 30, inFlight: new Map() },
  ]);
  expect(living).toMatchObject({ pid: process.pid, attempts: 1 });
  expect(living?.rssBytes).toBeGreaterThan(1_000_000);
  expect(ended).toEqual({ pid: 2 ** 30, rssBytes: 0, attempts: 0 });
});

test('no worker tells of more hosts than a person looks at', () => {
  const hosts = Array.from({ length: 500 }, (_, pid) => ({ pid: 2 ** 30 + pid, inFlight: new Map() }));
  expect(describeHosts(hosts)).toHaveLength(100);
});
