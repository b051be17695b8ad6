import { describe, expect, test } from 'bun:test';
import { parseAllowList } from './allow-list.ts';
import { parseTarget, type Resolve, resolveTarget } from './resolve-target.ts';

/** A resolver that knows one answer, or, without addresses, must not be asked. */
const answers = (...addresses: string[]): Resolve => {
  if (addresses.length === 0) return (host) => Promise.reject(new Error(`asked for ${host}`));
  return async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
};

const check = async (url: string, resolve = answers(), allow = parseAllowList('')) =>
  await resolveTarget(parseTarget(url), allow, resolve);

describe('an address in a URL is refused in whatever form it is written', () => {
  test.each([
    ['http://127.0.0.1/', '127.0.0.1 is not public (loopback)'],
    ['http://2130706433/', '127.0.0.1 is'],
    ['http://0x7f000001/', '127.0.0.1 is'],
    ['http://0x7f.1/', '127.0.0.1 is'],
    ['http://0177.0.0.1/', '127.0.0.1 is'],
    ['http://127.1/', '127.0.0.1 is'],
    ['http://127.0.0.1./', '127.0.0.1 is'],
    ['http://%31%32%37.0.0.1/', '127.0.0.1 is'],
    ['http://１２７.0.0.1/', '127.0.0.1 is'],
    ['http://127。0。0。1/', '127.0.0.1 is'],
    ['http://0/', '0.0.0.0 is'],
    ['http://169.254.169.254/latest/meta-data/', 'is not public (link-local)'],
    ['http://2852039166/', '169.254.169.254 is'],
    ['http://100.100.100.200/', 'is not public (carrier-grade NAT)'],
    ['http://168.63.129.16/', 'is not public (cloud metadata)'],
    ['http://[::1]/', '::1 is not public (loopback)'],
    ['http://[0:0:0:0:0:0:0:1]/', '::1 is'],
    ['http://[::]/', 'is not public (unspecified)'],
    ['http://[::ffff:127.0.0.1]/', 'is not public (IPv4-in-IPv6)'],
    ['http://[::ffff:7f00:1]/', 'is not public (IPv4-in-IPv6)'],
    ['http://[::127.0.0.1]/', '::7f00:1 is not public (reserved)'],
    ['http://[64:ff9b::127.0.0.1]/', 'is not public (NAT64)'],
    ['http://[2002:7f00:1::]/', 'is not public (6to4)'],
    ['http://[fd00:ec2::254]/', 'is not public (private)'],
    ['http://[fe80::1]/', 'is not public (link-local)'],
    ['https://10.1.2.3:8443/', 'is not public (private)'],
  ])('%s', async (url, message) => {
    const refusal = await check(url).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: 'TargetRefused', message: expect.stringContaining(message) });
  });
});

describe('an address behind a name', () => {
  test.each([
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '127.0.0.53',
    '169.254.169.254',
    '172.31.255.255',
    '192.0.0.192',
    '192.168.0.1',
    '198.18.0.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:8.8.8.8',
    '::ffff:0:10.0.0.1',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '3fff::1',
    '4000::1',
    'fc00::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
  ])('is refused when it is %s', async (address) => {
    await expect(check('https://innocent.test/', answers(address))).rejects.toThrow(
      `innocent.test resolves to ${address}, which is`,
    );
  });

  test('is refused when only one of several is not public', async () => {
    await expect(check('https://mixed.test/', answers('93.184.215.14', '10.0.0.1'))).rejects.toThrow('HTTP_ALLOW');
  });

  test('is connected to when all are public', async () => {
    expect(
      await check('https://example.com/', answers('93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c')),
    ).toEqual([
      { address: '93.184.215.14', family: 4 },
      { address: '2606:2800:21f:cb07:6820:80da:af6b:8b2c', family: 6 },
    ]);
  });
});

describe('what the operator allows', () => {
  test('a range is reached by address and by name', async () => {
    const allow = parseAllowList('10.0.0.0/8');
    expect(await check('http://10.1.2.3/', answers(), allow)).toEqual([{ address: '10.1.2.3', family: 4 }]);
    expect(await check('http://reports.test/', answers('10.1.2.3'), allow)).toHaveLength(1);
    await expect(check('http://reports.test/', answers('10.1.2.3', '192.168.0.1'), allow)).rejects.toThrow(
      '192.168.0.1',
    );
  });

  test('a host is reached by its name only', async () => {
    const allow = parseAllowList('reports.internal');
    expect(await check('http://REPORTS.internal/', answers('10.1.2.3'), allow)).toHaveLength(1);
    await expect(check('http://reports.internal.evil.test/', answers('10.1.2.3'), allow)).rejects.toThrow('10.1.2.3');
    await expect(check('http://10.1.2.3/', answers(), allow)).rejects.toThrow('10.1.2.3');
  });
});

test.each([
  ['file:///etc/passwd', 'must begin with http:// or https://'],
  ['gopher://a.test/', 'must begin with http:// or https://'],
  ['//a.test/', 'is not a valid URL'],
  ['http://public.test@127.0.0.1/', 'must not hold a user or password'],
  ['http://public.test:80@127.0.0.1/', 'must not hold a user or password'],
  ['http://[fe80::1%25eth0]/', 'is not a valid URL'],
])('the URL %s is refused', (url, message) => expect(() => parseTarget(url)).toThrow(message));
