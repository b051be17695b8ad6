import { describe, expect, test } from 'bun:test';
import { loadTaskFile } from './load-task-file.ts';
import { hostRun, startTestHost } from './test-host.ts';
import { createTasksDir } from './test-tasks-dir.ts';

const noop = (name: string) =>
  `import { task } from 'f-brain'; export default task({ name: '${name}', run: () => 1 });`;

describe('which files of TASKS_DIR are tasks', () => {
  test('files directly in it and task.ts one folder below; helpers, tests and node_modules are not', async () => {
    using host = await startTestHost(
      createTasksDir({
        'a.ts': noop('a'),
        'b.mjs': noop('b'),
        'folder/task.ts': noop('c'),
        'folder/second.task.js': noop('d'),
        'folder/helper.ts': 'throw new Error("not a task")',
        'folder/deeper/task.ts': noop('e'),
        '_helper.ts': 'throw new Error("not a task")',
        'a.test.ts': 'throw new Error("not a task")',
        'types.d.ts': 'throw new Error("not a task")',
        'node_modules/x/task.ts': 'throw new Error("not a task")',
        '.hidden.ts': 'throw new Error("not a task")',
      }),
    );
    expect(host.tasks.map(({ name, source }) => [name, source])).toEqual([
      ['a', 'a.ts'],
      ['b', 'b.mjs'],
      ['d', 'folder/second.task.js'],
      ['c', 'folder/task.ts'],
    ]);
    expect(host.problems).toEqual([]);
  });

  test('a host of one run loads that file alone', async () => {
    const tasksDir = createTasksDir({ 'a.ts': noop('a'), 'b.ts': 'throw new Error("must not be loaded")' });
    using host = await startTestHost(tasksDir, { source: 'a.ts' });
    expect([host.tasks.length, host.problems]).toEqual([1, []]);
  });
});

describe('a task file that is wrong', () => {
  test('is a problem with a sentence, and the others load', async () => {
    using host = await startTestHost(
      createTasksDir({
        'good.ts': noop('good'),
        'syntax.ts': 'export default task({ name: ',
        'throws.ts': 'throw new Error("no database here")',
        'nothing.ts': 'export const helper = 1',
        'missing.ts': 'import "left-pad-that-is-not-there"; export default 1',
        'double.ts': noop('double'),
        'double2.ts': noop('double'),
        'stray.ts': `void Promise.reject(new Error('forgotten')); setTimeout(() => { throw new Error('late'); }, 1);
          ${noop('stray')}`,
        'name.ts': noop('Not A Name'),
        'schema.ts': `import { task, t } from 'f-brain';
          export default task({ name: 'schema', input: t.Unsafe({ type: 'strin' }), run: () => 1 });`,
        'typo.ts': `import { task } from 'f-brain'; export default task({ name: 'typo', retires: 3, run: () => 1 });`,
      }),
    );
    expect(host.tasks.map((task) => task.name)).toEqual(['double', 'good', 'stray']);
    expect(await host.do(hostRun('stray'))).toMatchObject({ kind: 'succeeded' });
    const messages = Object.fromEntries(host.problems.map(({ source, message }) => [source, message]));
    expect(messages['syntax.ts']).toMatch(/^Line 1, column \d+: /);
    expect(messages['throws.ts']).toBe('no database here');
    expect(messages['nothing.ts']).toContain('export default task({');
    expect(messages['missing.ts']).toContain('bun install');
    expect(messages['double2.ts']).toBe('The name "double" is taken by double.ts. Give one of the two another name.');
    expect(messages['name.ts']).toContain('name must be 1 to 100 lower-case letters');
    expect(messages['schema.ts']).toContain('Its input schema cannot be used');
    expect(messages['typo.ts']).toContain('retires is not known here');
  });

  test('a top-level await that never ends is given up', async () => {
    const tasksDir = createTasksDir({ 'hangs.ts': 'await new Promise(() => {}); export default 1' });
    await expect(loadTaskFile(tasksDir, 'hangs.ts', 100)).rejects.toThrow(
      'It was not loaded within 0.1 s: its top-level await does not end.',
    );
  });
});

test('a task outside the repository uses the SDK of the host and packages of its own folder', async () => {
  using host = await startTestHost(
    createTasksDir({
      'own.ts': `import { task, PermanentError } from 'f-brain'; import { shout } from 'shouting';
        export default task({ name: 'own', run: () => { throw new PermanentError(shout('no')); } });`,
      'node_modules/shouting/package.json': '{"name":"shouting","type":"module","main":"index.js"}',
      'node_modules/shouting/index.js': 'export const shout = (text) => text.toUpperCase();',
      // An SDK installed for the editor's sake must not become a second instance.
      'node_modules/f-brain/package.json': '{"name":"f-brain","type":"module","main":"index.js"}',
      'node_modules/f-brain/index.js': 'throw new Error("the wrong SDK");',
    }),
  );
  const result = await host.do(hostRun('own'));
  expect(result).toMatchObject({ kind: 'failed', error: { kind: 'permanent', message: 'NO' } });
});
