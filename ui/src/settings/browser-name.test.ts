import { expect, test } from 'bun:test';
import { browserName } from './browser-name.ts';

test('a browser and its system are told in two words', () => {
  const chrome =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
  expect(browserName(chrome)).toBe('Chrome, Linux');
  expect(browserName(`${chrome} Edg/156.0`)).toBe('Edge, Linux');
  expect(browserName('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1')).toBe(
    'Safari, iOS',
  );
});

test('what is no browser is told in its own words, cut short', () => {
  expect(browserName('curl/8.5.0')).toBe('curl/8.5.0');
  expect(browserName('x'.repeat(100))).toHaveLength(60);
  expect(browserName(null)).toBeNull();
});
