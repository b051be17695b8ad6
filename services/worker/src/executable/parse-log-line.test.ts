import { expect, test } from 'bun:test';
import { parseLogLine } from './parse-log-line.ts';

test('text is an info line', () => {
  for (const line of ['plain', '{broken', '[1]', '{"no":"message"}', 'null']) {
    expect(parseLogLine(line)).toEqual({ kind: 'log', level: 'info', message: line, fields: null });
  }
});

test('the level names of other languages are understood', () => {
  const levels = ['DEBUG', 'Info', 'WARNING', 'err', 'CRITICAL', 'verbose'].map((level) =>
    parseLogLine(JSON.stringify({ level, message: 'm' })),
  );
  expect(levels.map((line) => line.kind === 'log' && line.level)).toEqual([
    'debug',
    'info',
    'warn',
    'error',
    'error',
    'info',
  ]);
});

test('progress stays within 0 and 1', () => {
  expect(parseLogLine('{"progress":40}')).toEqual({ kind: 'progress', fraction: 1, message: null });
  expect(parseLogLine('{"progress":0.4,"message":"half"}')).toEqual({
    kind: 'progress',
    fraction: 0.4,
    message: 'half',
  });
});
