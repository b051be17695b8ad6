import { describe, expect, test } from 'bun:test';
import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import { eventually } from '@fbrain/testing/eventually';
import { loadManifests } from '../catalogue/load-manifests.ts';
import type { HostReport } from '../task-host/protocol.ts';
import { hostRun } from '../task-host/test-host.ts';
import { startExecutable } from './start-executable.ts';
import { createProgramsDir } from './test-programs.ts';

/** Starts a program as the only executable of a folder and collects what it reports. */
async function start(program: string, input: unknown = null, manifest: object = {}) {
  const { executables, problems } = await loadManifests(
    createProgramsDir({ program: program, 'it.task.json': { name: 'it', command: ['./program'], ...manifest } }),
    {},
  );
  const [executable] = executables;
  if (!executable) throw new Error(problems[0]?.message);
  const reports: HostReport[] = [];
  const ended = Promise.withResolvers<AttemptResult>();
  const process_ = startExecutable(hostRun('it', input, { runId: 'run-1', attempt: 2 }), executable, {
    env: { PATH: '/usr/bin:/bin' },
    outputLimitBytes: 10_000,
    logLimitBytes: 100_000,
    onReport: (report) => {
      reports.push(report);
      const [end] = report.results;
      if (end) ended.resolve(end.result);
    },
  });
  const logs = () => reports.flatMap((report) => report.logs);
  return {
    process: process_,
    result: ended.promise,
    logs,
    progress: () => reports.flatMap((report) => report.progress),
    reports,
  };
}

const sh = (script: string) => `#!/bin/sh\n${script}\n`;
const python = (script: string) => `#!/usr/bin/env python3\n${script}\n`;

describe('a program as a task', () => {
  test('gets the input on stdin and answers on stdout', async () => {
    const double = python(
      'import json, sys\nprint(json.dumps({"twice": json.load(sys.stdin)["n"] * 2, "text": "\\u00e9\\U0001F600"}))',
    );
    const { result } = await start(double, { n: 21 });
    expect(await result).toEqual({ kind: 'succeeded', outputJson: '{"twice":42,"text":"é😀"}' });
  });

  test('sees its own variables and nothing of the worker', async () => {
    Bun.env.DATABASE_PASSWORD = 'secret';
    const { result } = await start(
      sh('env | sort >&2; echo "\\"$FBRAIN_RUN_ID/$FBRAIN_ATTEMPT/$FBRAIN_TASK/$MODE\\""'),
      null,
      {
        env: { MODE: 'fast' },
      },
    );
    expect(await result).toEqual({ kind: 'succeeded', outputJson: '"run-1/2/it/fast"' });
  });

  test('may leave its stdin unread and its stdout empty', async () => {
    const { result } = await start(sh('exec <&-; exit 0'), { text: 'x'.repeat(500_000) });
    expect(await result).toEqual({ kind: 'succeeded', outputJson: 'null' });
  });

  test('is checked against its schemas like any other task', async () => {
    const schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
    const refused = await start(sh('echo started >&2'), { n: 'x' }, { inputSchema: schema });
    expect(await refused.result).toMatchObject({ error: { kind: 'invalid-input' } });
    expect(refused.process.pid).toBeNull();
    const broken = await start(sh('echo "{}"'), {}, { outputSchema: schema });
    expect(await broken.result).toMatchObject({ error: { kind: 'invalid-output' } });
  });
});

describe('what a program writes to stderr', () => {
  test('is its log: text, structured lines, progress', async () => {
    const { result, logs, progress } = await start(
      sh(`echo plain >&2
        echo '{"level":"WARNING","message":"careful","fields":{"n":1}}' >&2
        echo '{"message":"other members","row":7}' >&2
        echo '{"progress":0.4,"message":"half way"}' >&2
        echo '{not json' >&2
        printf 'bin\\000\\377ary' >&2`),
    );
    await result;
    expect(logs().map(({ level, message, fieldsJson }) => [level, message, fieldsJson])).toEqual([
      ['info', 'plain', null],
      ['warn', 'careful', '{"n":1}'],
      ['info', 'other members', '{"row":7}'],
      ['info', '{not json', null],
      ['info', 'bin\ufffd\ufffdary', null],
    ]);
    expect(progress()).toEqual([{ runId: 'run-1', attempt: 2, fraction: 0.4, message: 'half way' }]);
  });

  test('is bounded, by line and as a whole', async () => {
    const { result, logs } = await start(
      sh("head -c 5000000 /dev/zero | tr '\\0' x >&2; echo >&2; yes 'a line' | head -n 100000 >&2; echo 1"),
    );
    expect(await result).toEqual({ kind: 'succeeded', outputJson: '1' });
    expect(logs()[0]?.message.length).toBe(16_384);
    expect(logs().at(-1)?.message).toContain('limit of 100000 bytes');
    expect(logs().length).toBeLessThan(20_000);
  });
});

describe('how a program ends', () => {
  test('its exit code says what follows, its last words say why', async () => {
    expect(await (await start(sh('echo "no such month" >&2; exit 3'))).result).toEqual({
      kind: 'failed',
      error: { kind: 'exception', exitCode: 3, message: 'The program exited with code 3: no such month' },
    });
    expect(await (await start(sh('exit 64'))).result).toMatchObject({ error: { kind: 'permanent', exitCode: 64 } });
    expect(await (await start(sh('exit 75'))).result).toMatchObject({ error: { kind: 'exception', exitCode: 75 } });
    expect(await (await start(sh('kill -SEGV $$'))).result).toMatchObject({
      error: { kind: 'crash', signal: 'SIGSEGV' },
    });
  });

  test('rubbish on stdout is quoted, too much of it ends the program', async () => {
    expect(await (await start(sh('echo hello world'))).result).toMatchObject({
      error: { kind: 'invalid-output', message: expect.stringContaining('It begins: hello world') },
    });
    expect(await (await start(sh('yes'))).result).toMatchObject({
      error: { kind: 'invalid-output', message: expect.stringContaining('limit of 10000 bytes') },
    });
  });

  test('a program that cannot be started is a failed attempt', async () => {
    const { result, process } = await start('#!/no/such/interpreter\n');
    expect(await result).toMatchObject({
      error: { kind: 'exception', message: expect.stringContaining('could not be started') },
    });
    expect(process.pid).toBeNull();
  });

  test('what it left behind dies with it and is not waited for', async () => {
    const { result, logs } = await start(sh('sleep 1000 & echo $! >&2; echo 1'));
    expect(await result).toEqual({ kind: 'succeeded', outputJson: '1' });
    await eventually(() => expect(() => process.kill(Number(logs()[0]?.message), 0)).toThrow());
  });
});

describe('ending a program', () => {
  test('an abort is a SIGTERM to it and its children', async () => {
    const {
      process: program,
      result,
      logs,
    } = await start(sh('trap "echo bye >&2; exit 0" TERM; sleep 1000 & echo ready >&2; wait'));
    await eventually(() => expect(logs()).toHaveLength(1));
    program.abort();
    // Exit code 0 after a SIGTERM, but no output: the work was not done.
    expect(await result).toMatchObject({ kind: 'failed' });
    expect(logs().at(-1)?.message).toBe('bye');
  });

  test('a kill ends what ignores the abort', async () => {
    const {
      process: program,
      result,
      logs,
    } = await start(sh('trap "" TERM; echo ready >&2; while :; do sleep 1; done'));
    await eventually(() => expect(logs()).toHaveLength(1));
    program.abort();
    program.kill();
    expect(await result).toMatchObject({ kind: 'failed', error: { signal: 'SIGKILL' } });
    program.kill();
  });
});
