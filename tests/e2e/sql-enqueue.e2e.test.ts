import { expect, test } from 'bun:test';
import { describeSystem } from './system/describe-system.ts';
import { untilState } from './system/until-state.ts';

for (const transport of ['rabbitmq', 'postgres'] as const) {
  describeSystem('a run from SQL', { transport }, ({ system, database }) => {
    const enqueue = async (task: string, input: string, options = '{}') => {
      const [row] = await database().sql<{ id: string }[]>`
        select fbrain.enqueue(${task}, ${input}::text::jsonb, ${options}::text::jsonb) as id`;
      return row?.id ?? '';
    };

    test('is picked up, though nobody was told of it', async () => {
      const run = await untilState(system(), await enqueue('demo.noop', '{}'), 'succeeded');
      expect(run.attempt).toBe(1);
    });

    test('fails with the reason when its input breaks the schema', async () => {
      for (const task of ['csv.summarize', 'text.word-count']) {
        const run = await untilState(system(), await enqueue(task, '{"nonsense":1}'), 'failed');
        expect(run.error).toMatchObject({ kind: 'invalid-input', message: expect.stringContaining('nonsense') });
      }
    });

    test('can be asked why it waits', async () => {
      const id = await enqueue('demo.noop', '{}', '{"delay":"1h"}');
      expect((await system().client.why(id)).reasons).toMatchObject([{ code: 'due-later' }]);
    });
  });
}
