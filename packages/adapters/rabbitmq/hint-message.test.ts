import { expect, test } from 'bun:test';
import { decodeHints, encodeHints, HINT_CONTENT_TYPE } from './hint-message.ts';

const ids = (count: number) => Array.from({ length: count }, () => Bun.randomUUIDv7());

test('ids survive the journey in messages of at most 100', () => {
  const sent = ids(250);
  const messages = encodeHints(sent);
  expect(messages.map((message) => message.length)).toEqual([1601, 1601, 801]);
  expect(messages.map((message) => decodeHints(message, HINT_CONTENT_TYPE))).toEqual([
    sent.slice(0, 100),
    sent.slice(100, 200),
    sent.slice(200),
  ]);
});

test('what is no hint is recognised and said why', () => {
  const [message] = encodeHints(ids(1)) as [Buffer];
  expect(decodeHints(message, 'application/json')).toEqual({ fault: 'content type application/json' });
  expect(decodeHints(Buffer.alloc(0), HINT_CONTENT_TYPE)).toEqual({ fault: 'format version absent' });
  expect(decodeHints(Buffer.alloc(17, 9), HINT_CONTENT_TYPE)).toEqual({ fault: 'format version 9' });
  expect(decodeHints(message.subarray(0, 12), HINT_CONTENT_TYPE)).toEqual({ fault: 'length of 12 bytes' });
  expect(decodeHints(Buffer.alloc(1 + 16 * 101, 1), HINT_CONTENT_TYPE)).toEqual({ fault: 'length of 1617 bytes' });
  expect(decodeHints(Buffer.of(1), HINT_CONTENT_TYPE)).toEqual({ fault: 'length of 1 bytes' });
});

test('a run id that is no UUID is refused before it is sent', () => {
  expect(() => encodeHints(['42'])).toThrow('A run id must be a UUID, got "42"');
});
