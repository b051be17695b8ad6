import { expect, test } from 'bun:test';
import { createLogger, type LoggerOptions } from './logger.ts';

function setup(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  const now = () => Date.UTC(2026, 10, 22, 10, 30);
  return { lines, logger: createLogger({ level: 'info', format: 'json', write, now, ...options }) };
}

test('a line is one JSON object with time, level, message and fields', () => {
  const { lines, logger } = setup();
  logger.child({ service: 'api' }).info('started', { port: 3000, unset: undefined });
  expect(lines).toEqual([
    '{"time":"2026-11-22T10:30:00.000Z","level":"info","message":"started","service":"api","port":3000}\n',
  ]);
});

test('lines below the level are not written', () => {
  const { lines, logger } = setup({ level: 'warn' });
  logger.info('quiet');
  logger.error('loud');
  expect(lines).toHaveLength(1);
});

test('an error appears with its stack and its causes', () => {
  const { lines, logger } = setup();
  const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  logger.error('no database', { error: new Error('cannot connect', { cause }) });
  const line = JSON.parse(lines[0] ?? '');
  expect(line.error).toMatchObject({ message: 'cannot connect', cause: { message: 'refused', code: 'ECONNREFUSED' } });
  expect(line.error.stack).toContain('logger.test.ts');
});

test('a secret never appears, nor the password of a secret URL, nor either inside an error', () => {
  const { lines, logger } = setup({ secrets: ['t0ken-"quoted"', 'postgres://u:pass%2Fword@h/d'] });
  logger.info('call with t0ken-"quoted"', { error: new Error('login pass/word or pass%2Fword failed') });
  expect(lines[0]).not.toMatch(/t0ken|word@h|pass\/word|pass%2F/);
  expect(JSON.parse(lines[0] ?? '').message).toBe('call with [redacted]');
});

test('fields that JSON cannot hold do not break the line', () => {
  const { lines, logger } = setup();
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  logger.info('odd', { cyclic, big: 10n });
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ cyclic: '[object Object]', big: '10' });
});

test('the pretty format is for people', () => {
  const { lines, logger } = setup({ format: 'pretty' });
  logger.warn('slow', { ms: 12, route: '/runs' });
  expect(lines).toEqual(['10:30:00.000 WARN  slow ms=12 route=/runs\n']);
});

test('what tasks print cannot forge lines, colour a terminal or turn text around', () => {
  const hostile = 'ok\n10:30:00 ERROR forged \u001b[31mred \u202egnp.exe \u009b2J';
  for (const format of ['json', 'pretty'] as const) {
    const { lines, logger } = setup({ format });
    logger.info(hostile, { text: hostile, error: new Error(hostile) });
    const [line = ''] = lines;
    for (const hidden of ['\u001b', '\u202e', '\u009b']) expect(line).not.toContain(hidden);
    expect(line).toContain('\\u202egnp.exe');
    if (format === 'json') expect(JSON.parse(line)).toMatchObject({ message: hostile, text: hostile });
    else expect(line.split('\n')[0]).toContain('forged');
  }
});
