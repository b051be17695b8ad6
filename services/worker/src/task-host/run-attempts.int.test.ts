import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { hostRun, startTestHost } from './test-host.ts';
import { createTasksDir } from './test-tasks-dir.ts';

const TASKS = {
  echo: `input: t.Object({ n: t.Optional(t.Integer()) }), run: (input) => input`,
  context: `run: (_, { run, attempt, maxAttempts }) => ({ ...run, attempt, maxAttempts })`,
  nothing: `run: () => {}`,
  throws: `run: (what) => { if (what === 'text') throw 'just text';
    if (what === 'proxy') throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; }, ownKeys() { throw 3; } });
    if (what === 'permanent') throw new PermanentError('useless');
    if (what === 'later') throw new RetryError('busy', { retryAfter: '2m' });
    throw new TypeError('outer', { cause: new Error('inner') }); }`,
  snoozes: `run: (_, ctx) => { ctx.snooze('5m'); }`,
  output: `output: t.Object({ n: t.Integer() }), run: (input) => input`,
  cyclic: `run: () => { const a = {}; a.a = a; return a; }`,
  large: `run: () => 'x'.repeat(200_000)`,
  unstorable: `run: () => ({ 'a\\0': ['b\\0', '\\ud83d', '😀', '\\\\u0000'] })`,
  logs: `run: async (_, ctx) => { ctx.log.warn('careful', { why: new Error('x'), big: 1n, text: 'a\\0b' });
    console.log('printed %d', 7, { a: 1 }); await Bun.sleep(1); console.error('after an await');
    setTimeout(() => ctx.log.info('too late'), 1); }`,
  chatty: `run: (_, ctx) => { for (let i = 0; i < 100_000; i++) ctx.log.info('line ' + i); }`,
  progress: `run: async (_, ctx) => { for (let i = 0; i <= 1000; i++) ctx.progress(i / 1000, 'row ' + i); await ctx.progress(7); }`,
  waits: `run: (_, ctx) => new Promise((_, reject) => ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason)))`,
  returns: `run: async (output, { signal }) => { while (!signal.aborted) await Bun.sleep(1); return output ?? undefined; }`,
  stray: `run: () => new Promise(() => { setTimeout(() => { throw new Error('in a timer'); }, 1); })`,
  rejects: `run: () => new Promise(() => { void Promise.reject(new Error('nobody awaits me')); })`,
  'rejects-late': `run: () => { setTimeout(() => void Promise.reject(new Error('too late')), 20); return 'done'; }`,
  enqueues: `run: async (_, ctx) => { const { id } = await ctx.enqueue('echo', { n: 1 }, { delay: '1m' }); return id; }`,
};

const files = Object.entries(TASKS).map(([name, body]) => [
  `${name}.ts`,
  `import { task, t, PermanentError, RetryError } from 'f-brain'; export default task({ name: '${name}', ${body} });`,
]);

let host: Awaited<ReturnType<typeof startTestHost>>;
beforeAll(async () => {
  host = await startTestHost(createTasksDir(Object.fromEntries(files)), { logLimitBytes: 20_000 });
  expect(host.problems).toEqual([]);
});
afterAll(() => host[Symbol.dispose]());

const start = (task: string, input: unknown = null) => {
  const run = hostRun(task, input);
  host.send({ type: 'start', runs: [run] });
  return run;
};
const resultOf = ({ runId }: { runId: string }) => host.until(() => host.results.get(runId)?.[0]);

describe('what a task returns', () => {
  test('is the output of the run, and nothing is null', async () => {
    expect(await host.do(hostRun('echo', { n: 1 }))).toEqual({ kind: 'succeeded', outputJson: '{"n":1}' });
    expect(await host.do(hostRun('nothing'))).toEqual({ kind: 'succeeded', outputJson: 'null' });
  });

  test('that cannot be kept fails the run with a sentence', async () => {
    const messages = [];
    for (const run of [hostRun('cyclic'), hostRun('large'), hostRun('output', { n: 'x' })]) {
      const result = await host.do(run);
      if (result.kind === 'failed') messages.push(`${result.error.kind}: ${result.error.message}`);
    }
    expect(messages[0]).toStartWith('invalid-output: The output cannot be written as JSON: ');
    expect(messages[1]).toStartWith(
      'invalid-output: The output is larger than the limit of 100000 bytes (it has 200002)',
    );
    expect(messages[2]).toBe("invalid-output: The output breaks the task's output schema: /n must be integer");
  });

  test('loses what PostgreSQL cannot store, and only that', async () => {
    const result = await host.do(hostRun('unstorable'));
    expect(result.kind === 'succeeded' && JSON.parse(result.outputJson)).toEqual({
      'a\ufffd': ['b\ufffd', '\ufffd', '😀', '\\u0000'],
    });
  });
});

describe('what a task throws', () => {
  test('is data: name, message, stack with causes', async () => {
    const result = await host.do(hostRun('throws'));
    expect(result).toMatchObject({ kind: 'failed', error: { kind: 'exception', name: 'TypeError', message: 'outer' } });
    const stack = result.kind === 'failed' ? result.error.stack : '';
    expect(stack).toContain('throws.ts');
    expect(stack).toContain('Caused by: Error: inner');
  });

  test('decides what follows: permanent, a later retry, or anything at all', async () => {
    expect(await host.do(hostRun('throws', 'permanent'))).toMatchObject({
      error: { kind: 'permanent', message: 'useless' },
    });
    expect(await host.do(hostRun('throws', 'later'))).toMatchObject({
      error: { kind: 'exception' },
      retryAfterMs: 120_000,
    });
    expect(await host.do(hostRun('throws', 'text'))).toMatchObject({
      error: { message: 'The task threw something that is not an Error: "just text"' },
    });
    expect(await host.do(hostRun('throws', 'proxy'))).toMatchObject({ kind: 'failed', error: { kind: 'exception' } });
    expect(await host.do(hostRun('snoozes'))).toEqual({ kind: 'snoozed', delayMs: 300_000 });
  });

  test('in a timer or a forgotten promise still ends its run', async () => {
    expect(await host.do(hostRun('stray'))).toMatchObject({ error: { message: 'in a timer' } });
    expect(await host.do(hostRun('rejects'))).toMatchObject({ error: { message: 'nobody awaits me' } });
  });

  test('in what an ended run has left behind does not end the run of another task', async () => {
    expect(await host.do(hostRun('rejects-late'))).toMatchObject({ outputJson: '"done"' });
    const innocent = start('returns', 'mine');
    await Bun.sleep(60);
    host.send({ type: 'abort', attempts: [innocent], reason: 'stopping' });
    expect(await resultOf(innocent)).toMatchObject({ outputJson: '"mine"' });
  });
});

test('an input that breaks the schema never reaches the code', async () => {
  expect(await host.do(hostRun('echo', { n: 'x' }))).toMatchObject({
    error: { kind: 'invalid-input', message: "The input breaks the task's input schema: /n must be integer" },
  });
});

test('a task knows its run', async () => {
  const run = hostRun('context', null, { attempt: 2 });
  const result = await host.do(run);
  expect(result.kind === 'succeeded' && JSON.parse(result.outputJson)).toEqual({
    id: run.runId,
    task: 'context',
    queue: 'default',
    tags: ['a'],
    metadata: { customer: 7 },
    createdAt: '2026-11-22T10:00:00.000Z',
    attempt: 2,
    maxAttempts: 3,
  });
});

describe('logs and progress', () => {
  test('ctx.log and console end up in the log of the run, and nothing after its end', async () => {
    const run = start('logs');
    await resultOf(run);
    await resultOf(start('nothing'));
    const lines = host.logs.filter(({ runId }) => runId === run.runId);
    expect(lines.map(({ level, message }) => [level, message])).toEqual([
      ['warn', 'careful'],
      ['info', 'printed 7 { a: 1 }'],
      ['error', 'after an await'],
    ]);
    expect(JSON.parse(lines[0]?.fieldsJson ?? '')).toMatchObject({ why: { message: 'x' }, big: '1', text: 'a\ufffdb' });
  });

  test('a task that logs without end fills the log to its limit and no further', async () => {
    const run = start('chatty');
    expect(await resultOf(run)).toMatchObject({ kind: 'succeeded' });
    const lines = host.logs.filter(({ runId }) => runId === run.runId);
    expect(lines.length).toBeLessThan(3_000);
    expect(lines.at(-1)).toMatchObject({ level: 'warn', message: expect.stringContaining('limit of 20000 bytes') });
  });

  test('only the latest progress of a moment is sent, within 0 and 1', async () => {
    const run = start('progress');
    await resultOf(run);
    const sent = host.progress.filter(({ runId }) => runId === run.runId);
    expect(sent.length).toBeLessThan(5);
    expect(sent.at(-1)).toMatchObject({ fraction: 1, message: null });
  });
});

describe('an abort', () => {
  test('reaches the signal, and the attempt ends', async () => {
    const run = start('waits');
    host.send({ type: 'abort', attempts: [run], reason: 'cancelled' });
    expect(await resultOf(run)).toMatchObject({ kind: 'failed', error: { name: 'AbortError' } });
  });

  test('makes no success of a task that merely returns, and does not spoil one that has its output', async () => {
    const [early, done] = [start('returns'), start('returns', { rows: 3 })];
    host.send({ type: 'abort', attempts: [early, done], reason: 'timeout' });
    expect(await resultOf(early)).toMatchObject({ kind: 'failed', error: { name: 'AbortError' } });
    expect(await resultOf(done)).toEqual({ kind: 'succeeded', outputJson: '{"rows":3}' });
  });
});

test('a task can enqueue another run through its supervisor', async () => {
  const run = start('enqueues');
  const request = await host.until(() => host.requests[0]);
  expect(request).toMatchObject({
    method: 'enqueue',
    runId: run.runId,
    params: { task: 'echo', input: { n: 1 }, delay: '1m' },
  });
  host.send({ type: 'reply', requestId: request.requestId, ok: true, value: { id: 'new' } });
  expect(await resultOf(run)).toEqual({ kind: 'succeeded', outputJson: '"new"' });
});

test('no run reports twice, however its code behaves', () => {
  expect([...host.results.values()].filter((results) => results.length !== 1)).toEqual([]);
});
