import { expect, test } from 'bun:test';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@fbrain/testing/eventually';
import { addTask, untilCatalogue } from './system/add-task.ts';
import { describeSystem } from './system/describe-system.ts';
import { untilState } from './system/until-state.ts';

/** Its runs end once the file `until` is there, if they name one. */
const versioned = (version: number) => `import { task } from 'f-brain';
export default task({
  name: 'e2e.versioned',
  async run({ until }) {
    while (until && !(await Bun.file(until).exists())) await Bun.sleep(20);
    return { version: ${version} };
  },
});
`;
const DUPLICATE = `import { task } from 'f-brain';
export default task({ name: 'demo.noop', run: () => 'the other one' });
`;

describeSystem('a task folder', {}, ({ system }) => {
  const output = async (task: string, input: unknown) => {
    const run = await system().client.enqueue(task, input, { maxAttempts: 1 });
    return (await system().client.wait(run, { timeout: '60s' })).output;
  };

  test('serves a program in Python and a module with an npm dependency of its own', async () => {
    const text = 'one two two';
    expect(await output('text.word-count', { text, top: 1 })).toMatchObject({
      words: 3,
      top: [{ word: 'two', count: 2 }],
    });
    const file = Bun.file(join(system().tasksDir, 'samples/mountains.png'));
    const image = Buffer.from(await file.arrayBuffer()).toString('base64');
    expect(await output('image.thumbnail', { image, width: 48 })).toMatchObject({ width: 48, height: 32 });
  });

  test('that changes is picked up, and a run of the old code ends as it began', async () => {
    await addTask(system(), 'e2e.versioned', 'versioned.ts', versioned(1));
    const until = join(system().dir, 'new-code-is-there');
    const old = await system().client.enqueue('e2e.versioned', { until });
    await untilState(system(), old.id, 'running');
    await writeFile(join(system().tasksDir, 'versioned.ts'), versioned(2));
    await eventually(async () => expect(await output('e2e.versioned', {})).toEqual({ version: 2 }));
    await writeFile(until, '');
    expect(await untilState(system(), old.id, 'succeeded')).toMatchObject({ attempt: 1, output: { version: 1 } });
  });

  test('with a broken and a duplicate file shows both and serves the others', async () => {
    await writeFile(join(system().tasksDir, 'broken.ts'), 'export default task({ name: ');
    await writeFile(join(system().tasksDir, 'second-noop.ts'), DUPLICATE);
    await untilCatalogue(system(), ({ items, problems }) => {
      const bySource = Object.fromEntries(problems.map(({ source, message }) => [source, message]));
      expect(bySource['broken.ts']).toMatch(/broken\.ts:1|Unexpected end/);
      expect(bySource['second-noop.ts']).toContain('The name "demo.noop" is taken by demo-noop.ts');
      expect(items.map(({ name }) => name)).toContain('csv.summarize');
    });
    expect(await output('demo.noop', {})).toBeNull();
    await rm(join(system().tasksDir, 'broken.ts'));
    await untilCatalogue(system(), ({ problems }) =>
      expect(problems.map(({ source }) => source)).toEqual(['second-noop.ts']),
    );
  });
});
