import { expect, test } from 'bun:test';
import { en } from './en.ts';
import { fr } from './fr.ts';
import { frProblems } from './fr-problems.ts';
import { t, tn } from './translate.ts';

const params = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

test('a translation fills in what the English text fills in', () => {
  for (const [key, text] of Object.entries(en)) {
    expect({ key, params: params(fr[key as keyof typeof en]) }).toEqual({ key, params: params(text) });
  }
});

test('a translation has no key that English lacks', () => {
  expect(Object.keys(fr).sort()).toEqual(Object.keys(en).sort());
});

test('every apostrophe of a French text is a typographic one', () => {
  expect([...Object.values(fr), ...Object.values(frProblems)].filter((text) => /\p{L}'[\p{L}{«]/u.test(text))).toEqual(
    [],
  );
});

test('texts are filled in and agree with their number', () => {
  expect(t('tasks.inQueue', { queue: 'reports' })).toBe('queue reports');
  expect(tn('runs.shown', 1)).toBe('1 run shown');
  expect(tn('runs.shown', 1_200)).toBe('1,200 runs shown');
});
