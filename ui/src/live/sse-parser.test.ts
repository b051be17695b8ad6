import { expect, test } from 'bun:test';
import { createSseParser, type SseEvent } from './sse-parser.ts';

function parse(...chunks: string[]): SseEvent[] {
  const events: SseEvent[] = [];
  const push = createSseParser((event) => events.push(event));
  for (const chunk of chunks) push(chunk);
  return events;
}

const STREAM = ': hello\r\n\r\nevent: log\r\ndata: [1,\r\ndata: 2]\r\n\r\nretry: 5\nid: 7\ndata:plain\n\n';
const EVENTS = [
  { event: 'log', data: '[1,\n2]' },
  { event: 'message', data: 'plain' },
];

test('events are read whatever their line ends, comments are not events', () => {
  expect(parse(STREAM)).toEqual(EVENTS);
});

test('events are the same wherever the network cuts the stream', () => {
  for (let cut = 0; cut <= STREAM.length; cut++) {
    expect(parse(STREAM.slice(0, cut), STREAM.slice(cut))).toEqual(EVENTS);
  }
  expect(parse(...STREAM)).toEqual(EVENTS);
});

test('an event cut off by the end of the stream is dropped', () => {
  expect(parse('event: log\ndata: 1\n')).toEqual([]);
});
