import { expect, test } from 'bun:test';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_RETRY } from '@fbrain/core/retry/retry-policy';
import { loadManifests } from '../catalogue/load-manifests.ts';
import { createProgramsDir } from './test-programs.ts';

const PROGRAM = '#!/bin/sh\necho 1';

test('a manifest becomes a task with the defaults of every task', async () => {
  const tasksDir = createProgramsDir({
    'say.sh': PROGRAM,
    'say.task.json': {
      name: 'say',
      description: 'Says',
      command: ['./say.sh', '--loud'],
      timeout: '5m',
      retry: { maxAttempts: 2 },
    },
    'count/count.sh': PROGRAM,
    'count/task.json': { name: 'count', command: ['count.sh'], inputSchema: { type: 'string' }, env: { MODE: 'fast' } },
  });
  const { executables, problems } = await loadManifests(tasksDir, {});
  expect(problems).toEqual([]);
  expect(executables.map(({ command, cwd, env }) => ({ command, cwd, env }))).toEqual([
    { command: [join(tasksDir, 'count/count.sh')], cwd: join(tasksDir, 'count'), env: { MODE: 'fast' } },
    { command: [join(tasksDir, 'say.sh'), '--loud'], cwd: tasksDir, env: {} },
  ]);
  expect(executables[1]?.definition).toEqual({
    name: 'say',
    kind: 'executable',
    description: 'Says',
    source: 'say.task.json',
    inputSchema: {},
    outputSchema: null,
    examples: [],
    queue: 'default',
    retry: { ...DEFAULT_RETRY, maxAttempts: 2 },
    timeoutMs: 300_000,
    isolation: 'process',
    concurrency: null,
    rate: null,
  });
});

test('a manifest that is wrong is a problem with a sentence', async () => {
  const tasksDir = createProgramsDir({
    'ok.sh': PROGRAM,
    'not-executable.py': 'print(1)',
    'json.task.json': '{"name": ',
    'fields.task.json': { name: 'fields', comand: ['./ok.sh'] },
    'missing.task.json': { name: 'missing', command: ['./nowhere.sh'] },
    'mode.task.json': { name: 'mode', command: ['./not-executable.py'] },
    'outside.task.json': { name: 'outside', command: ['/bin/sh', '-c', 'echo 1'] },
    'link.task.json': { name: 'link', command: ['./link.sh'] },
    'name.task.json': { name: 'No Name', command: ['./ok.sh'], timeout: 'soon' },
    'schema.task.json': { name: 'schema', command: ['./ok.sh'], inputSchema: { type: 'strin' } },
  });
  symlinkSync('/bin/sh', join(tasksDir, 'link.sh'));
  const { executables, problems } = await loadManifests(tasksDir, {});
  expect(executables).toEqual([]);
  const messages = Object.fromEntries(problems.map(({ source, message }) => [source, message]));
  expect(messages['json.task.json']).toStartWith('It is not valid JSON: ');
  expect(messages['fields.task.json']).toBe('/command is required; /comand is not a known property');
  expect(messages['missing.task.json']).toContain('there is no such file');
  expect(messages['mode.task.json']).toContain('is not executable. Run: chmod +x');
  expect(messages['outside.task.json']).toContain('outside of TASKS_DIR');
  expect(messages['link.task.json']).toContain('outside of TASKS_DIR');
  expect(messages['name.task.json']).toMatch(/name must be .*; timeout must be a duration/);
  expect(messages['schema.task.json']).toContain('Its input schema cannot be used');
});
