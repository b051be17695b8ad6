import { expect, test } from 'bun:test';
import { createProgramsDir } from '../executable/test-programs.ts';
import { loadManifests } from './load-manifests.ts';

test('a manifest declares a program or a URL; one that is wrong does not stop the others', async () => {
  const tasksDir = createProgramsDir({
    'say.sh': '#!/bin/sh\necho 1',
    'say.task.json': { name: 'say', command: ['./say.sh'] },
    'call/task.json': {
      name: 'call',
      http: { url: 'https://example.com', headers: { authorization: { env: 'TOKEN' } } },
    },
    'both.task.json': { name: 'both', http: { url: 'https://example.com' }, command: ['./say.sh'] },
    'secret.task.json': { name: 'secret', http: { url: 'https://example.com', secretEnv: 'DATABASE_URL' } },
  });
  const { executables, httpTasks, problems } = await loadManifests(tasksDir, { TOKEN: 'Bearer abc' });
  expect(executables.map(({ definition }) => definition.name)).toEqual(['say']);
  expect(httpTasks.map(({ definition, headers }) => [definition.name, headers])).toEqual([
    ['call', { authorization: 'Bearer abc' }],
  ]);
  expect(Object.fromEntries(problems.map(({ source, message }) => [source, message]))).toEqual({
    'both.task.json': '/command is not a known property',
    'secret.task.json':
      '/http/secretEnv names the variable DATABASE_URL, which is not set for this worker or not listed in TASK_ENV',
  });
});
