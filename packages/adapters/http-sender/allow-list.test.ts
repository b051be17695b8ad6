import { expect, test } from 'bun:test';
import { parseAllowList } from './allow-list.ts';
import { faultOfAddress } from './check-address.ts';

test('addresses, ranges and host names may be listed, host names in any case', () => {
  const allow = parseAllowList('10.0.0.0/8, 192.168.1.7 ,fd00::/8,::1,Reports.Internal,bücher.test');
  expect([...allow.hosts]).toEqual(['reports.internal', 'xn--bcher-kva.test']);
  for (const address of ['10.200.0.1', '192.168.1.7', 'fd12::1', '::1'])
    expect(faultOfAddress(address, allow)).toBeNull();
  for (const address of ['172.16.0.1', '192.168.1.8', 'fe80::1', '127.0.0.1', '::ffff:10.0.0.1']) {
    expect(faultOfAddress(address, allow)).toBeString();
  }
});

test('an empty list allows nothing', () => {
  expect(parseAllowList('')).toEqual({ hosts: new Set(), ranges: [] });
});

test.each([
  '10.0.0.0/33',
  '10.0.0.0/',
  '10/8',
  '10.0.1',
  '0x7f.1',
  'http://a.test',
  'a.test:80',
  '*.test',
  'user@a.test',
  '[::1]',
])('%p is refused: it would allow something else than was meant', (text) =>
  expect(() => parseAllowList(text)).toThrow(/^must (be|hold) .*got/),
);
