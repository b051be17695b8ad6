import { beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Attempt, Run, RunLogEntry } from '@fbrain/core/run/run';
import { isFinalState } from '@fbrain/core/run/run-state';
import { eventually } from '@fbrain/testing/eventually';
import { untilTask } from './system/add-task.ts';
import { describeSystem } from './system/describe-system.ts';
import type { Running } from './system/system.ts';

const MB = 1_048_576;
/** A task host takes some 70 MB before it has done anything. */
const HOST_MEMORY_BYTES = 200 * MB;
const WORKER = { WORKER_HOSTS: '2', CANCEL_GRACE: '300ms', WORKER_HOST_MEMORY: String(HOST_MEMORY_BYTES) };

/** What each task does, and by which kind of error and sentence its run ends after one attempt. */
const FAILING: Record<string, { run: string; error: string; says: string }> = {
  'throws-nothing': { run: 'throw undefined', error: 'exception', says: 'not an Error: undefined' },
  'throws-text': { run: "throw 'just text'", error: 'exception', says: 'just text' },
  'throws-trap': {
    run: 'throw { get message() { throw 1 }, get stack() { throw 2 }, toString() { throw 3 } }',
    error: 'exception',
    says: 'threw',
  },
  'throws-proxy': {
    run: 'throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 }, ownKeys() { throw 3 } })',
    error: 'exception',
    says: 'threw',
  },
  'throws-broken-error': {
    run: "throw Object.defineProperty(new Error('x'), 'message', { get() { throw 1 } })",
    error: 'exception',
    says: 'cannot be read',
  },
  recurses: { run: 'const f = () => f() + 1; return f()', error: 'exception', says: 'call stack' },
  'returns-circular': { run: 'const a = {}; a.a = a; return a', error: 'invalid-output', says: 'JSON' },
  'returns-bigint': { run: 'return { n: 1n }', error: 'invalid-output', says: 'JSON' },
  'returns-function': { run: 'return () => 1', error: 'invalid-output', says: 'function' },
  'returns-much': { run: "return 'x'.repeat(100_000_000)", error: 'invalid-output', says: 'OUTPUT_LIMIT' },
  'never-ends': { run: 'return new Promise(() => {})', error: 'timeout', says: '1s' },
};

/** What kills the host with the run on board: three times, then the run fails with what killed it. */
const KILLING: Record<string, { run: string; error: Partial<NonNullable<Run['error']>> }> = {
  'exits-well': { run: 'process.exit(0)', error: { exitCode: 0 } },
  'exits-badly': { run: 'process.exit(3)', error: { exitCode: 3 } },
  aborts: { run: 'process.abort()', error: { signal: 'SIGABRT' } },
  'kills-itself': { run: "process.kill(process.pid, 'SIGKILL')", error: { signal: 'SIGKILL' } },
  'hangs-up': { run: 'process.disconnect(); return new Promise(() => {})', error: { exitCode: 0 } },
  'eats-memory': {
    run: 'const all = []; for (;;) { all.push(Buffer.alloc(10_000_000, 1)); await Bun.sleep(20); }',
    error: { signal: 'SIGKILL', message: expect.stringContaining('WORKER_HOST_MEMORY') },
  },
};

/** Says that it waits: a run is called running before its code runs. */
const UNTIL_CANCELLED = 'ctx.progress(1); await new Promise((r) => { ctx.signal.onabort = r });';

const SURVIVING: Record<string, string> = {
  naps: "while (!(await Bun.file(input.until).exists())) await Bun.sleep(20); return 'rested'",
  'tells-its-host': 'await Bun.sleep(100); return process.pid',
  'forbidden-output': "return { n: 'text' }",
  'floods-its-channel':
    "const send = process.send?.bind(process); for (let i = 0; i < 5_000; i++) send?.({ type: 'report', results: i }); return 'done'",
  'logs-100-mb': "const line = 'x'.repeat(10_000); for (let i = 0; i < 10_000; i++) ctx.log.info(line); return 'done'",
  'rejects-late': "setTimeout(() => Promise.reject(new Error('too late')), 50); return 'done'",
  'throws-when-cancelled': `${UNTIL_CANCELLED} throw new Error('not so')`,
  'returns-when-cancelled': `${UNTIL_CANCELLED} return 'done anyway'`,
};

/** Code that never gives its host's event loop back. */
const BLOCKING: Record<string, string> = {
  spins: 'for (;;);',
  'spins-in-microtasks': 'for (;;) await null;',
};

function taskFile(name: string, body: string): string {
  const isKilling = name in KILLING;
  return `import { task, t } from 'f-brain';
export default task({
  name: 'bad.${name}',
  timeout: '${name === 'never-ends' || name in BLOCKING ? '1s' : '60s'}',
  ${name === 'forbidden-output' ? 'output: t.Object({ n: t.Integer() }),' : ''}
  retry: { maxAttempts: ${isKilling ? 9 : 1}, backoff: { kind: 'fixed', initial: '10ms' } },
  async run(input, ctx) { ${body} },
});
`;
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one system for a list of short tests
describeSystem('a task that misbehaves', { worker: null }, ({ system }) => {
  let worker: Running;
  beforeAll(async () => {
    const bodies = [...Object.entries(FAILING), ...Object.entries(KILLING)].map(
      ([name, { run }]) => [name, run] as const,
    );
    for (const [name, body] of [...bodies, ...Object.entries(SURVIVING), ...Object.entries(BLOCKING)]) {
      await writeFile(join(system().tasksDir, `${name}.ts`), taskFile(name, body));
    }
    worker = await system().startWorker(WORKER);
    await untilTask(system(), 'bad.recurses');
  });

  const start = async (name: string, input = {}) => (await system().client.enqueue(`bad.${name}`, input)).id;
  const stateOf = async (id: string) => (await system().get<Run>(`/runs/${id}`)).state;
  const untilFinal = (id: string) =>
    eventually(async () => {
      const run = await system().get<Run>(`/runs/${id}`);
      if (!isFinalState(run.state)) throw new Error(`The run is ${run.state}`);
      return run;
    });
  const endOf = async (name: string) => await untilFinal(await start(name));
  const untilBothHostsServe = () =>
    eventually(async () => {
      const ends = await Promise.all(Array.from({ length: 4 }, () => endOf('tells-its-host')));
      expect(new Set(ends.map(({ output }) => output)).size).toBe(2);
    });
  /** The worker goes on as if nothing had been. */
  const expectHealthy = async () => {
    expect((await fetch(`${worker.url}/readyz`)).status).toBe(200);
    const { id } = await system().client.enqueue('demo.noop', {});
    expect((await untilFinal(id)).state).toBe('succeeded');
  };

  test('fails with a sentence, whatever it throws or returns, and nobody else notices', async () => {
    const ends = await Promise.all(Object.keys(FAILING).map(async (name) => ({ name, run: await endOf(name) })));
    const told = ends.map(({ name, run }) => [name, run.state, run.error?.kind, run.error?.message]);
    const expected = Object.entries(FAILING).map(([name, { error, says }]) => [
      name,
      'failed',
      error,
      expect.stringContaining(says),
    ]);
    expect(told).toEqual(expected);
    await expectHealthy();
  });

  for (const [name, { error }] of Object.entries(KILLING)) {
    test(`${name}: fails after three crashes with what killed its host`, async () => {
      const run = await endOf(name);
      expect(run).toMatchObject({ state: 'failed', attempt: 3, error: { kind: 'crash', ...error } });
      const { items } = await system().get<{ items: Attempt[] }>(`/runs/${run.id}/attempts`);
      expect(items.map(({ state }) => state)).toEqual(['failed', 'failed', 'failed']);
      await expectHealthy();
    });
  }

  for (const name of Object.keys(BLOCKING)) {
    test(`${name}: fails with its timeout, and its neighbours only start again`, async () => {
      await untilBothHostsServe();
      const until = join(system().dir, `${name}-has-ended`);
      const naps = await Promise.all(Array.from({ length: 4 }, () => start('naps', { until })));
      for (const id of naps) await eventually(async () => expect(await stateOf(id)).toBe('running'));
      expect((await endOf(name)).error?.kind).toBe('timeout');
      await writeFile(until, '');
      const ends = await Promise.all(naps.map(untilFinal));
      expect(ends.map(({ state, output }) => [state, output])).toEqual(naps.map(() => ['succeeded', 'rested']));
      // Half of them shared its host.
      expect(ends.map(({ attempt }) => attempt).sort()).toEqual([1, 1, 2, 2]);
    });
  }

  test('breaks its output schema: the run fails and says where', async () => {
    const { state, error } = await endOf('forbidden-output');
    expect([state, error?.kind, error?.message]).toEqual(['failed', 'invalid-output', expect.stringContaining('/n')]);
  });

  test('sends garbage to its supervisor: nobody listens', async () => {
    expect(await endOf('floods-its-channel')).toMatchObject({ state: 'succeeded', output: 'done' });
    await expectHealthy();
  });

  test('logs 100 MB: some is kept, the rest is counted out, and the worker does not grow by it', async () => {
    const before = residentMegabytes(worker.pid);
    const { id, state } = await endOf('logs-100-mb');
    expect(state).toBe('succeeded');
    const { items } = await system().get<{ items: RunLogEntry[] }>(`/runs/${id}/logs?limit=1000`);
    expect(items.length).toBeLessThan(600);
    expect(items.at(-1)).toMatchObject({ level: 'warn', message: expect.stringContaining('what follows is dropped') });
    expect(residentMegabytes(worker.pid) - before).toBeLessThan(80);
  });

  test('rejects a promise after its end: the run has ended, and its host goes on', async () => {
    expect(await endOf('rejects-late')).toMatchObject({ state: 'succeeded' });
    await expectHealthy();
  });

  test('throws once it is cancelled: cancelled; has its output though: succeeded', async () => {
    const ids = await Promise.all(['throws-when-cancelled', 'returns-when-cancelled'].map(start));
    const ends = await Promise.all(
      ids.map(async (id) => {
        await eventually(async () => expect((await system().get<Run>(`/runs/${id}`)).progress).not.toBeNull());
        await system().client.cancel(id);
        return await untilFinal(id);
      }),
    );
    expect(ends.map(({ state, output }) => [state, output])).toEqual([
      ['cancelled', null],
      ['succeeded', 'done anyway'],
    ]);
  });
});

function residentMegabytes(pid: number): number {
  const [, pages = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return (Number(pages) * 4_096) / MB;
}
