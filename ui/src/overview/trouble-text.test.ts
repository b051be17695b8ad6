import { expect, test } from 'bun:test';
import { TROUBLE_CODES } from '@fbrain/core/overview/overview';
import { troubleHref, troubleText } from './trouble-text.ts';

test('a trouble is a sentence with its numbers', () => {
  const waits = {
    code: 'queue-without-worker',
    severity: 'bad',
    queue: 'reports',
    count: 1_200,
    seconds: 840,
  } as const;
  expect(troubleText(waits, 0)).toBe(
    'Queue reports: no worker serves it. Waiting runs: 1,200, the oldest for 14 m 00 s.',
  );
  const failing = { code: 'task-failing', severity: 'bad', task: 'a', count: 9, rate: 0.6, usualRate: 0.012 } as const;
  expect(troubleText(failing, 0)).toBe('Task a: 60% of its attempts fail (9 in 15 minutes; 1.2% as a rule).');
  const { usualRate: _, ...fresh } = failing;
  expect(troubleText(fresh, 0)).toBe('Task a: 60% of its attempts fail (9 in 15 minutes).');
});

test('every trouble has a sentence without gaps and a place to go', () => {
  for (const code of TROUBLE_CODES) {
    const trouble = { code, severity: 'bad', at: '2026-11-22T10:00:00Z' } as const;
    expect(troubleText(trouble, Date.parse('2026-11-22T10:05:00Z'))).not.toContain('{');
    expect(troubleHref(trouble)).toStartWith('/');
  }
});
