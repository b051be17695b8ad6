import { expect, test } from 'bun:test';
import { createShortcutMatcher } from './shortcut-matcher.ts';

function setup() {
  let nowMs = 0;
  const match = createShortcutMatcher(() => nowMs);
  return { match, pass: (ms: number) => (nowMs += ms) };
}

test('g and a letter lead to a section', () => {
  const { match } = setup();
  expect(match('g')).toBeNull();
  expect(match('q')).toEqual({ kind: 'go', href: '/queues' });
  expect(match('q')).toBeNull();
});

test('a g long ago is forgotten', () => {
  const { match, pass } = setup();
  match('g');
  pass(2_000);
  expect(match('r')).toBeNull();
});

test('slash searches and question mark helps, also after g', () => {
  const { match } = setup();
  expect(match('/')).toEqual({ kind: 'search' });
  match('g');
  expect(match('?')).toEqual({ kind: 'help' });
});
