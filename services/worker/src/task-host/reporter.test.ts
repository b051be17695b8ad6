import { expect, test } from 'bun:test';
import type { HostReport } from './protocol.ts';
import { createReporter } from './reporter.ts';

const ref = { runId: 'r', attempt: 1 };
const line = { ...ref, atMs: 0, level: 'info', message: 'm', fieldsJson: null } as const;

test('what happens in one turn of the event loop is one message', async () => {
  const sent: HostReport[] = [];
  const reporter = createReporter((report) => sent.push(report));
  reporter.log(line);
  reporter.progress(ref, { fraction: 0.1, message: null });
  reporter.progress(ref, { fraction: 0.2, message: 'two' });
  reporter.result({ ...ref, result: { kind: 'succeeded', outputJson: '1' } });
  expect(sent).toEqual([]);
  await reporter.flushed();
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ logs: [line], progress: [{ fraction: 0.2, message: 'two' }], results: [ref] });
});

test('code that logs without yielding is sent in portions', async () => {
  const sent: HostReport[] = [];
  const reporter = createReporter((report) => sent.push(report));
  for (let i = 0; i < 2_500; i++) reporter.log(line);
  await reporter.flushed();
  expect(sent.map((report) => report.logs.length)).toEqual([1_000, 1_000, 500]);
});

test('each turn has its own end', async () => {
  let sent = 0;
  const reporter = createReporter(() => sent++);
  for (let turn = 1; turn <= 3; turn++) {
    reporter.log(line);
    await reporter.flushed();
    expect(sent).toBe(turn);
  }
});
