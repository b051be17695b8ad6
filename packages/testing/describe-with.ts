import { describe } from 'bun:test';
import { required, type TestNeed, testEnvironment } from './test-environment.ts';

/**
 * `describe` for tests that need something a machine may lack, such as RabbitMQ. Where it is absent they are skipped,
 * never passed: `bun run test` counts them, says why, and fails on them with CI=true.
 *
 * @example describeWith('rabbitmqUrl', 'the publisher', (url) => { test('…', …) })
 */
export function describeWith(need: TestNeed, title: string, body: (value: string) => void): void {
  if (testEnvironment[need]) describe(title, () => body(required(need)));
  else describe.skip(title, () => body('absent'));
}
