import { expect, test } from 'bun:test';
import { createLineSplitter } from './line-splitter.ts';

function split(...chunks: (string | Uint8Array)[]): string[] {
  const lines: string[] = [];
  const splitter = createLineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  splitter.end();
  return lines;
}

test('lines are whole however the bytes arrive', () => {
  const bytes = Buffer.from('café\r\n\nsecond\nlast');
  expect(split(bytes)).toEqual(['café', 'second', 'last']);
  expect(split(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(['café', 'second', 'last']);
});

test('bytes that are not UTF-8 become replacement characters', () => {
  expect(split(Uint8Array.of(0x61, 0xff, 0x62))).toEqual(['a\ufffdb']);
});

test('a line that never ends is cut, not collected', () => {
  const [line, ...rest] = split(...Array.from({ length: 100 }, () => 'x'.repeat(10_000)), '\nnext');
  expect(line).toHaveLength(16_385);
  expect(rest).toEqual(['next']);
});
