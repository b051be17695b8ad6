import { expect, test } from 'bun:test';
import { parseAllowList } from '../http-sender/allow-list.ts';
import { findClientAddress, networkOf } from './client-address.ts';

const { ranges } = parseAllowList('127.0.0.0/8,::1,10.0.0.0/8');
const clientOf = (peer: string | null, forwardedFor: string | null = null) =>
  findClientAddress({ peer, forwardedFor }, ranges);

test('the caller is whom the last trusted proxy talked to, whatever was claimed before it', () => {
  for (const [peer, forwardedFor, client] of [
    ['192.0.2.1', null, '192.0.2.1'],
    ['192.0.2.1', '198.51.100.7', '192.0.2.1'],
    ['127.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['127.0.0.1', '203.0.113.9, 198.51.100.7', '198.51.100.7'],
    ['127.0.0.1', '203.0.113.9, 10.1.2.3', '203.0.113.9'],
    ['::ffff:127.0.0.1', '2001:db8::1', '2001:db8::1'],
    ['::1', '10.0.0.1', '10.0.0.1'],
    [null, '198.51.100.7', null],
  ] as const) {
    expect({ peer, forwardedFor, client: clientOf(peer, forwardedFor) }).toEqual({ peer, forwardedFor, client });
  }
});

test('nonsense in the header is not taken for an address', () => {
  for (const claim of ['', 'unknown', '<script>', '1.2.3', '198.51.100.7:80', ',,,']) {
    expect(clientOf('127.0.0.1', claim)).toBe('127.0.0.1');
  }
});

test('addresses of one IPv6 customer are one network, however they are written', () => {
  expect(networkOf('2001:db8::1')).toBe(networkOf('2001:db8:0:0:ffff::2'));
  expect(networkOf('2001:db8:0:1::1')).not.toBe(networkOf('2001:db8::1'));
  expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2');
  expect(networkOf('192.0.2.1')).toBe('192.0.2.1');
  expect(networkOf('unknown')).toBe('unknown');
});
