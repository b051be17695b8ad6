import { expect, test } from 'bun:test';
import { stripAnsi } from './strip-ansi.ts';

test('colours, cursor moves and links of a terminal are not shown', () => {
  expect(stripAnsi('\u001b[1;31mred\u001b[0m \u001b[2Kline \u001b]8;;http://x\u0007link\u001b]8;;\u001b\\')).toBe(
    'red line link',
  );
});

test('tabs and line breaks stay, other control characters become visible', () => {
  expect(stripAnsi('a\tb\r\nc\u0000\u007f')).toBe('a\tb\nc\u2400\u2421');
});

test('a text cannot turn itself around', () => {
  expect(stripAnsi('invoice\u202egnp.exe\u061c')).toBe('invoice<U+202E>gnp.exe<U+061C>');
});
