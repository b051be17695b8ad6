import { expect, test } from 'bun:test';
import type { Announcement } from './decide-notifications.ts';
import { toMessages } from './to-message.ts';

const rule = { id: '1', name: 'imports', kind: 'run-failed' } as const;
const announcements = (type: Announcement['type'], count: number): Announcement[] =>
  Array.from({ length: count }, (_, n) => ({ type, key: `t${n}`, count: 2, samples: [], detail: '', sinceMs: 0 }));

test('a message names its rule and tells nothing else of it', () => {
  const known = { ...rule, channels: ['secret place'], groups: [] };
  const [message, ...others] = toMessages(known, announcements('firing', 51), 0);
  expect([message?.rule, others.at(-1)?.rule]).toEqual([rule, rule]);
});

test('fifty things are told one by one, the rest together', () => {
  expect(toMessages(rule, announcements('firing', 50), 0)).toHaveLength(50);
  const messages = toMessages(rule, [...announcements('firing', 55), ...announcements('resolved', 51)], 0);
  expect(messages).toHaveLength(102);
  expect(messages[50]).toMatchObject({
    type: 'firing',
    key: null,
    count: 10,
    title: 'The same goes for 5 more tasks: t50, t51, t52, …',
    path: '/runs?state=failed',
  });
  expect(messages[101]).toMatchObject({ type: 'resolved', title: 'The same goes for 1 more task: t50' });
});
