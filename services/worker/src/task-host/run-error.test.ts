import { expect, test } from 'bun:test';
import { toRunError } from './run-error.ts';

test('message and stack are bounded and can be stored', () => {
  const error = new Error(`a\0${'x'.repeat(50_000)}`);
  error.stack = 'y'.repeat(50_000);
  const { message, stack } = toRunError(error);
  expect(message).toHaveLength(10_000);
  expect(message).toStartWith('a\ufffdx');
  expect(stack).toHaveLength(20_000);
});

test('a chain of causes that bites its tail ends', () => {
  const error = new Error('snake');
  error.cause = error;
  expect(toRunError(error).stack?.match(/Caused by/g)).toHaveLength(5);
});

test('an error without a message gets one', () => {
  expect(toRunError(new RangeError()).message).toBe('RangeError without a message');
});

test('a value that fights being read still becomes an error', () => {
  const hostile = new Proxy(new Error('x'), {
    get: () => {
      throw new Error('no');
    },
  });
  expect(toRunError(hostile)).toEqual({ kind: 'exception', message: 'The task threw a value that cannot be read' });
});
