import { expect, test } from 'bun:test';
import { findItems, type PaletteItem } from './palette-item.ts';

const item = (label: string, more: Partial<PaletteItem> = {}): PaletteItem => ({
  id: label,
  kind: 'task',
  icon: 'code',
  label,
  does: { href: '/' },
  ...more,
});

const labels = (items: readonly PaletteItem[], text: string) => findItems(items, text).map(({ label }) => label);

test('every typed word must be found, in any order', () => {
  const items = [item('Pause queue reports'), item('Pause queue mail'), item('reports')];
  expect(labels(items, 'rep pause')).toEqual(['Pause queue reports']);
  expect(labels(items, 'pause nothing')).toEqual([]);
});

test('the begin of a label comes before the begin of a word, that before the middle, that before other words', () => {
  const items = [
    item('other', { keywords: 'sum' }),
    item('consume'),
    item('csv.summarize'),
    item('summary'),
    item('consumer.sum'),
  ];
  expect(labels(items, 'sum')).toEqual(['summary', 'csv.summarize', 'consumer.sum', 'consume', 'other']);
});

test('case and accents do not matter', () => {
  expect(labels([item('Tâches'), item('Réglages')], 'TACHE')).toEqual(['Tâches']);
});

test('nothing typed finds everything in its order, but never too much', () => {
  const many = Array.from({ length: 500 }, (_, index) => item(`task-${index}`));
  expect(labels(many, '  ')).toHaveLength(40);
  expect(labels(many, '  ')[0]).toBe('task-0');
});

test('hostile names are only text', () => {
  expect(labels([item('a(b[c*+?')], '(b[c*+?')).toEqual(['a(b[c*+?']);
});
