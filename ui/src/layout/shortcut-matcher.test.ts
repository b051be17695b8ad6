import { afterEach, expect, test } from 'bun:test';
import { PERMISSIONS, type Permission } from '@fbrain/core/access/permission';
import { beginSession } from '../session/session.ts';
import { createShortcutMatcher } from './shortcut-matcher.ts';

afterEach(() => beginSession(null));

function setup(permissions: readonly Permission[] = PERMISSIONS) {
  const principal = { kind: 'user' as const, id: null, name: 'ada' };
  beginSession({
    ...{ principal, user: null, permissions: [...permissions] },
    ...{ tasks: null, queues: null, expiresAt: null },
  });
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

test('g leads to no section that whoever is signed in may not see', () => {
  const { match } = setup(['runs:read']);
  match('g');
  expect(match('q')).toBeNull();
  match('g');
  expect(match('r')).toEqual({ kind: 'go', href: '/runs' });
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

test('j, k and x are for rows, but a letter after g is a section first', () => {
  const { match } = setup();
  expect([match('j'), match('k')]).toEqual([
    { kind: 'row', step: 1 },
    { kind: 'row', step: -1 },
  ]);
  expect([match('x'), match('X')]).toEqual([{ kind: 'pick' }, { kind: 'pick' }]);
  match('g');
  expect(match(',')).toEqual({ kind: 'go', href: '/settings' });
  expect(match('constructor')).toBeNull();
});
