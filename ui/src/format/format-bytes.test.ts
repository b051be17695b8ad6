import { expect, test } from 'bun:test';
import { formatBytes } from './format-bytes.ts';

test.each([
  [0, 'en', '0 MB'],
  [94_371_840, 'en', '90 MB'],
  [1_048_576 * 1_020, 'en', '1 GB'],
  [1_048_576 * 1_843, 'en', '1.8 GB'],
  [94_371_840, 'fr', '90 Mo'],
])('%d bytes are in %s "%s"', (bytes, language, text) => {
  expect(formatBytes(bytes, language).replace(/\s/, ' ')).toBe(text);
});
