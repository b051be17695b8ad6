import { expect, test } from 'bun:test';
import { fromLocalInput, toLocalInput } from './local-date-time.ts';

test('an instant survives the way through the control', () => {
  const iso = '2026-07-01T22:30:15.000Z';
  expect(fromLocalInput(toLocalInput(iso))).toBe(iso);
});

test('an empty or broken control has no instant', () => {
  expect(fromLocalInput('')).toBeUndefined();
  expect(toLocalInput('soon')).toBe('');
});
