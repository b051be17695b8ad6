import { expect, test } from 'bun:test';
import { renderSlack, renderSubject, renderText, renderWebhook } from './render-message.ts';
import { toMessage } from './to-message.ts';

const URL = 'https://fbrain.example.org';
const rule = { id: 'r', name: 'imports', kind: 'run-failed' } as const;
const nowMs = Date.parse('2026-11-22T10:05:00Z');
const message = toMessage(
  rule,
  {
    type: 'firing',
    key: 'csv.import',
    count: 14,
    samples: [{ runId: '1', error: '<!channel> & Co\nfailed' }],
    detail: '',
    sinceMs: nowMs - 300_000,
  },
  nowMs,
);

test('a message says how many runs failed in which time, the first errors, and where to look', () => {
  expect(renderSubject(message)).toBe('[F_BRAIN] 14 runs of csv.import failed in 5m');
  expect(renderText(message, URL)).toBe(`14 runs of csv.import failed in 5m

- <!channel> & Co
failed
  ${URL}/runs/1
… and 13 more

${URL}/runs?state=failed&task=csv.import

Rule: imports`);
});

test('an error text is no markup for Slack', () => {
  expect(renderSlack(message, URL).text).toContain('&lt;!channel&gt; &amp; Co failed');
});

test('a webhook gets the facts', () => {
  expect(renderWebhook(message, URL)).toEqual({
    type: 'notification.firing',
    timestamp: '2026-11-22T10:05:00.000Z',
    data: {
      rule,
      key: 'csv.import',
      title: '14 runs of csv.import failed in 5m',
      count: 14,
      runs: [{ id: '1', error: '<!channel> & Co\nfailed', url: `${URL}/runs/1` }],
      url: `${URL}/runs?state=failed&task=csv.import`,
    },
  });
});

test('a subject is one line', () => {
  expect(renderSubject({ ...message, title: 'a\r\nBcc: all@example.org' })).toBe('[F_BRAIN] a  Bcc: all@example.org');
});
