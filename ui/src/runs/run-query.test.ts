import { expect, test } from 'bun:test';
import type { RunSearch } from '@fbrain/core/page/run-filter';
import { formatRunQuery, parseRunQuery } from './run-query.ts';

const ID = '019aaa7e-4b1c-7d30-9c1b-6a1f0e5d2c33';

test('every kind of condition is understood', () => {
  const text =
    'state:failed,expired task:csv.* task:report.build tag:eu input.order.id:42 metadata.by:"jo doe" worker:w1 schedule:nightly age>1h age<2d error:"time out" "connection refused"';
  expect(parseRunQuery(text)).toEqual({
    search: {
      states: ['failed', 'expired'],
      task: 'csv.*,report.build',
      tag: 'eu',
      worker: 'w1',
      schedule: 'nightly',
      data: ['input.order.id:42', 'metadata.by:jo doe'],
      olderThan: '1h',
      youngerThan: '2d',
      error: 'time out',
      q: 'connection refused',
    },
    faults: [],
  });
});

test('words that are no condition are text, addresses among them', () => {
  expect(parseRunQuery('boom  http://x.y:80 foo:bar').search.q).toBe('boom http://x.y:80 foo:bar');
  expect(parseRunQuery('"state:failed"').search).toEqual({ states: [], q: 'state:failed' });
  expect(parseRunQuery('boom http://x.y:80 status:failed').faults).toEqual([
    { word: 'status:failed', fault: 'unknown' },
  ]);
});

test('an id of a worker or schedule is told from a name', () => {
  expect(parseRunQuery(`worker:${ID} schedule:${ID}`).search).toEqual({ states: [], workerId: ID, scheduleId: ID });
  expect(parseRunQuery(`parent:${ID}`).search).toEqual({ states: [], parentId: ID });
  expect(parseRunQuery(`replay:${ID}`).search).toEqual({ states: [], replayOf: ID });
  expect(parseRunQuery('parent:it').faults).toEqual([{ word: 'parent:it', fault: 'id' }]);
});

test.each([
  ['state:exploded', 'state'],
  ['age:1h', 'age'],
  ['age>soon', 'age'],
  ['after:yesterday', 'time'],
  ['tag:a tag:b', 'twice'],
  ['task:', 'empty'],
  ['input.a:', 'empty'],
] as const)('%s is left out, and why', (text, fault) => {
  expect(parseRunQuery(text).faults).toEqual([{ word: text.split(' ').at(-1) ?? '', fault }]);
});

test('an open quote, an empty text and odd characters break nothing', () => {
  for (const text of ['', '  ', '"', 'task:"a b', '\\', ':', '>1h', 'error:"a \\"quoted\\" word"', '💥 "']) {
    expect(() => parseRunQuery(text)).not.toThrow();
  }
  expect(parseRunQuery('error:"a \\"quoted\\" word"').search.error).toBe('a "quoted" word');
});

const SEARCHES: RunSearch[] = [
  { states: [] },
  { states: ['failed'], task: 'csv.*,noop', q: 'a "b" c' },
  { states: [], q: 'state:failed', tag: 'with space', error: 'x:y' },
  { states: [], data: ['input.a.b:1 2', 'output.url:http://x'], olderThan: '5m', youngerThan: '1d' },
  { states: [], createdAfter: '2026-11-22T10:00:00.000Z', createdBefore: '2026-11-23T10:00:00.000Z' },
  { states: ['queued', 'running'], workerId: ID, schedule: 'nightly', fingerprint: 'f00d', q: 'back\\slash' },
];

test('what the field shows reads as the same search', () => {
  for (const search of SEARCHES) expect(parseRunQuery(formatRunQuery(search))).toEqual({ search, faults: [] });
});
