import { expect, test } from 'bun:test';
import { accept, suggest } from './run-suggestions.ts';

const known = {
  task: ['csv.summarize', 'demo.noop'],
  queue: ['default', 'with space'],
  tag: ['eu', 'us'],
  data: ['input.order.id', 'input.user', 'output.rows'],
};
const labels = (text: string, caret = text.length) => suggest(text, caret, known).map(({ label }) => label);

test('an empty place offers all conditions, a begun word those that go on so', () => {
  expect(labels('')).toContain('state:');
  expect(labels('state:failed ')).toContain('task:');
  expect(labels('ta')).toEqual(['task:', 'tag:']);
  expect(labels('connection refused')).toEqual([]);
});

test('a condition offers its values, those that begin so first', () => {
  expect(labels('task:')).toEqual(['csv.summarize', 'demo.noop']);
  expect(labels('task:noo')).toEqual(['demo.noop']);
  expect(labels('state:failed,ca')).toEqual(['cancelled']);
  expect(labels('age>')).toContain('1h');
  expect(labels('tag:u')).toEqual(['us', 'eu']);
  expect(labels('error:')).toEqual([]);
});

test('a condition on data offers the paths that tasks declare', () => {
  expect(labels('inp')).toEqual(['input.']);
  expect(labels('input.')).toEqual(['input.order.id:', 'input.user:']);
  expect(labels('metadata.')).toEqual(['metadata.']);
  expect(labels('input.O')).toEqual(['input.order.id:']);
});

test('a word in the middle is completed in its place', () => {
  const text = 'state:fa task:demo.noop';
  const [failed] = suggest(text, 8, known);
  if (!failed) throw new Error('Nothing is suggested.');
  expect(accept(text, failed)).toEqual({ text: 'state:failed task:demo.noop', caret: 13 });
});

test('a name with a space is quoted', () => {
  const [queue] = suggest('queue:with', 10, known);
  if (!queue) throw new Error('Nothing is suggested.');
  expect(accept('queue:with', queue).text).toBe('queue:"with space" ');
});
