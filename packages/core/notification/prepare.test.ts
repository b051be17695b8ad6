import { describe, expect, test } from 'bun:test';
import type { OpenChannel } from './channel.ts';
import { describeChannel, prepareChannel } from './prepare-channel.ts';
import { prepareRule } from './prepare-rule.ts';
import type { RuleRequest } from './rule.ts';

const CHECKS = {
  url: (text: string) => {
    if (!text.startsWith('https://')) throw new Error('is no URL');
  },
  signingKey: () => {},
};
const MAIL: OpenChannel = {
  name: ' ops ',
  kind: 'email',
  settings: { host: 'mail.example.org', from: 'F_BRAIN <fbrain@example.org>', to: ['ops@example.org'] },
  secrets: {},
};
const faultsOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return JSON.stringify(error) + (error instanceof Error ? error.message : '');
  }
  return '';
};

describe('a channel', () => {
  test('for mail gets the usual port and encryption', () => {
    const channel = prepareChannel(MAIL, CHECKS);
    expect(channel).toMatchObject({ name: 'ops', settings: { port: 587, security: 'starttls' } });
    expect(describeChannel(channel)).toBe('ops@example.org via mail.example.org:587');
  });

  test('shows the server of a secret address and no more', () => {
    const slack: OpenChannel = {
      name: 's',
      kind: 'slack',
      settings: {},
      secrets: { url: 'https://hooks.example.org/T0/secret' },
    };
    expect(describeChannel(prepareChannel(slack, CHECKS))).toBe('https://hooks.example.org');
  });

  test.each<[Partial<OpenChannel>, string]>([
    [{ settings: {} }, '/settings/host'],
    [{ settings: { ...MAIL.settings, host: 'a b' } }, '/settings/host'],
    [{ settings: { ...MAIL.settings, from: 'x@y.z\r\nBcc: all@y.z' } }, '/settings/from'],
    [{ settings: { ...MAIL.settings, to: [] } }, '/settings/to'],
    [{ settings: { ...MAIL.settings, to: ['a@b.c', 'nobody'] } }, '/settings/to/1'],
    [{ settings: { ...MAIL.settings, user: 'me' } }, '/secrets/password'],
    [{ secrets: { password: 'hidden-word' } }, '/settings/user'],
    [{ secrets: { url: 'https://x' } }, '/secrets/url'],
    [{ kind: 'slack' }, '/settings/host'],
    [{ kind: 'webhook', settings: {} }, '/secrets/url'],
    [{ kind: 'webhook', settings: {}, secrets: { url: 'hidden-word' } }, '/secrets/url'],
    [{ name: '  ' }, '/name'],
  ])('%j is refused by the name of the field, without its secrets', (changes, path) => {
    const faults = faultsOf(() => prepareChannel({ ...MAIL, ...changes }, CHECKS));
    expect(faults).toContain(`"${path}"`);
    expect(faults).not.toContain('hidden-word');
  });
});

describe('a rule', () => {
  test('gets the defaults of its kind', () => {
    expect(prepareRule({ name: 'r', kind: 'failure-rate', channels: ['a', 'a'] })).toEqual({
      name: 'r',
      kind: 'failure-rate',
      condition: { task: '*', queue: '*', rate: 0.2, window: '5m', minRuns: 10 },
      channels: ['a'],
      throttle: '5m',
      enabled: true,
    });
  });

  test.each<[Partial<RuleRequest>, string]>([
    [{ condition: { rate: 0.5 } }, '/condition/rate'],
    [{ kind: 'queue-stuck', condition: { olderThan: '1s' } }, '/condition/olderThan'],
    [{ kind: 'queue-stuck', condition: { olderThan: 'soon' } }, '/condition/olderThan'],
    [{ throttle: '1s' }, '/throttle'],
    [{ name: '' }, '/name'],
  ])('%j is refused by the name of the field', (changes, path) =>
    expect(faultsOf(() => prepareRule({ name: 'r', kind: 'run-failed', channels: [], ...changes }))).toContain(path),
  );
});
