import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRabbitmq } from '@fbrain/local-stack/rabbitmq-node';
import { required, testEnvironment } from '@fbrain/testing/test-environment';
import type { TransportName } from './options.ts';
import { renderReport } from './report.ts';
import { runFaults } from './run-faults.ts';

/** The same every time, so that a push fails for what it changes; `bun run test:faults` looks for the rest. */
const SEED = 2;
const RUNS_PER_SECOND = 150;
const SECONDS_PER_FAULT = 1.5;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fbrain-faults-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function expectNoViolation(transport: TransportName, seconds: number): Promise<void> {
  const lines: string[] = [];
  const options = {
    seconds,
    runs: seconds * RUNS_PER_SECOND,
    faults: seconds / SECONDS_PER_FAULT,
    seed: SEED,
    transport,
    report: undefined,
    keep: false,
  };
  const outcome = await runFaults(options, { dir, distDir: required('distDir'), say: (line) => lines.push(line) });
  if (outcome.violations.length > 0) throw new Error(`${lines.join('\n')}\n\n${renderReport(outcome)}`);
  // Nor is a rule kept for want of anything that could break it.
  const { figures, strikes, watched, rates } = outcome;
  for (const seen of [figures.accepted, strikes.length, watched, rates]) expect(seen).toBeGreaterThan(0);
}

describe.skipIf(!testEnvironment.distDir)('the whole system under faults', () => {
  test.skipIf(findRabbitmq() === null)('RabbitMQ carries the work: every accepted run ends once and right', () =>
    expectNoViolation('rabbitmq', 20),
  );
  test('PostgreSQL carries the work: every accepted run ends once and right', () => expectNoViolation('postgres', 8));
});
