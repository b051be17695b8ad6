import { expect, test } from 'bun:test';
import { describeSystem } from './system/describe-system.ts';
import { runExamples } from './system/run-examples.ts';

describeSystem('the README', {}, ({ system }) => {
  test('shows what its examples print, copied word for word', async () => {
    expect(await runExamples(system(), 'README.md')).toHaveLength(4);
  });
});
