import { expect, test } from 'bun:test';
import type { Channel } from '@fbrain/core/notification/channel';
import { toChannelForm, toChannelPatch, toChannelRequest } from './channel-form.ts';
import { conditionTexts, toRuleForm, toRuleRequest } from './rule-form.ts';

const CHANNEL: Channel = {
  id: 'c',
  name: 'ops',
  kind: 'email',
  settings: { host: 'smtp.example.org', port: 587, security: 'starttls', user: 'me', from: 'a@b.c', to: ['d@e.f'] },
  secretsSet: ['password'],
  target: '',
  createdAt: '',
  updatedAt: '',
};

test('a channel that is saved unchanged keeps everything, its password too', () => {
  expect(toChannelPatch(toChannelForm(CHANNEL), CHANNEL)).toEqual({
    name: 'ops',
    settings: CHANNEL.settings,
    secrets: {},
  });
});

test('without a user the password goes too', () => {
  const form = { ...toChannelForm(CHANNEL), user: ' ' };
  expect(toChannelPatch(form, CHANNEL).secrets).toEqual({ password: null });
});

test('recipients may be separated by anything', () => {
  const form = { ...toChannelForm(null), to: 'a@b.c, d@e.f;g@h.i\n' };
  expect(toChannelRequest(form).settings?.to).toEqual(['a@b.c', 'd@e.f', 'g@h.i']);
});

test('a channel has the secrets of its kind only', () => {
  const form = { ...toChannelForm(null), url: 'https://x', signingKey: 'whsec_', password: 'p' };
  expect(toChannelRequest({ ...form, kind: 'slack' })).toMatchObject({ settings: {}, secrets: { url: 'https://x' } });
  expect(toChannelRequest({ ...form, kind: 'email' }).secrets).toEqual({ password: 'p' });
});

test('a rule asks for what its kind knows, a share as a part of one', () => {
  const form = { ...toRuleForm(null, ['c', 'd']), name: 'r', kind: 'failure-rate' as const, rate: '12.5 %' };
  expect(toRuleRequest(form)).toEqual({
    name: 'r',
    kind: 'failure-rate',
    channels: ['c'],
    throttle: '5m',
    condition: { task: '*', queue: '*', rate: 0.125, window: '5m', minRuns: 10 },
  });
  expect(toRuleRequest({ ...form, kind: 'schedule-missed' }).condition).toEqual({ schedule: '*' });
});

test('what is no number is left to the server', () => {
  const form = { ...toRuleForm(null, []), kind: 'failure-rate' as const, rate: 'often', minRuns: 'ten' };
  expect(toRuleRequest(form).condition as object).toMatchObject({ rate: 'often', minRuns: 'ten' });
});

test('a table shows what a rule takes notice of', () => {
  const condition = { task: 'csv.*', queue: 'slow', rate: 0.2, window: '5m', minRuns: 10 };
  expect(conditionTexts({ kind: 'failure-rate', condition })).toEqual(['csv.*', '@slow', '> 20 %', '5m']);
  expect(conditionTexts({ kind: 'queue-stuck', condition: { queue: '*', olderThan: '5m' } })).toEqual(['*', '> 5m']);
});
