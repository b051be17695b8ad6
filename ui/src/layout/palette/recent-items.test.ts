import { expect, test } from 'bun:test';
import type { PaletteItem } from './palette-item.ts';
import { readRecent, rememberItem } from './recent-items.ts';

/** As far as it is used here. */
function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  } as Storage;
}

const item = (name: string): PaletteItem => ({
  id: `task:${name}`,
  kind: 'task',
  icon: 'code',
  label: name,
  does: { href: `/tasks/${name}` },
});

test('the latest comes first, each once, and the oldest leaves', () => {
  const kept = storage();
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'a']) rememberItem(kept, 'ann', item(name));
  expect(readRecent(kept, 'ann').map(({ label }) => label)).toEqual(['a', 'g', 'f', 'e', 'd', 'c']);
});

test('each person has their own', () => {
  const kept = storage();
  rememberItem(kept, 'ann', item('a'));
  expect(readRecent(kept, 'bob')).toEqual([]);
});

test('what does something is not kept, and what others wrote leads nowhere else', () => {
  const kept = storage();
  rememberItem(kept, 'ann', { ...item('a'), does: { act: () => Promise.resolve('') } });
  expect(readRecent(kept, 'ann')).toEqual([]);
  kept.setItem('fbrain.recent.ann', '[{"id":"x","icon":"code","label":"x","href":"//evil.example"},null,7]');
  expect(readRecent(kept, 'ann')).toEqual([]);
  kept.setItem('fbrain.recent.ann', 'not json');
  expect(readRecent(kept, 'ann')).toEqual([]);
});
