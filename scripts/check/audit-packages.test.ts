import { expect, test } from 'bun:test';
import { readAudit } from './audit-packages.ts';

const advisory = (severity: string) => ({ severity, title: 'Prototype pollution', url: 'https://example.com/1' });

test('a known vulnerability of high severity stops a push, a lesser one does not', () => {
  const stdout = JSON.stringify({ bad: [advisory('high'), advisory('moderate')], meh: [advisory('low')] });
  expect(readAudit({ stdout, stderr: '' })).toEqual({
    blocking: ['bad (high): Prototype pollution https://example.com/1'],
    unknown: null,
  });
  expect(readAudit({ stdout: '{}', stderr: '' })).toEqual({ blocking: [], unknown: null });
});

test('a registry that cannot be asked stops nothing, and its words are passed on', () => {
  const stderr = 'bun audit v1.4.5\nerror: POST https://registry.example.com/advisories/bulk - 405\n';
  expect(readAudit({ stdout: '', stderr })).toEqual({
    blocking: [],
    unknown: 'error: POST https://registry.example.com/advisories/bulk - 405',
  });
  expect(readAudit({ stdout: '', stderr: '' }).unknown).toBe('it said nothing');
});
