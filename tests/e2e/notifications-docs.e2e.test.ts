import { expect, test } from 'bun:test';
import { describeSystem } from './system/describe-system.ts';
import { runExamples } from './system/run-examples.ts';

describeSystem('the page about notifications in the docs', { transport: 'postgres', worker: null }, ({ system }) => {
  test('shows what its commands print, copied word for word', async () => {
    expect(await runExamples(system(), 'docs/notifications.md')).toHaveLength(4);
  });
});
