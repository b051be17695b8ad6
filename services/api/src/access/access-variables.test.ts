import { expect, test } from 'bun:test';
import { readConfig } from '@fbrain/adapters/config/read-config';
import { ACCESS_VARIABLES } from './access-variables.ts';

test('the name of a proxy is refused: silently ignored, every caller would have its address', () => {
  expect(() => readConfig(ACCESS_VARIABLES, { TRUSTED_PROXIES: '10.0.0.0/8,nginx' })).toThrow(
    'TRUSTED_PROXIES must hold addresses and ranges such as 10.0.0.0/8, not the name "nginx"',
  );
  expect(readConfig(ACCESS_VARIABLES, { TRUSTED_PROXIES: '10.0.0.0/8, ::1' }).trustedProxies).toHaveLength(2);
});
