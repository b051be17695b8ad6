import { expect, test } from 'bun:test';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunLogEntry } from '@fbrain/core/run/run';
import { addProgram, untilCatalogue, writeProgram } from './system/add-task.ts';
import { describeSystem } from './system/describe-system.ts';

describeSystem('an executable', { worker: { OUTPUT_LIMIT: '100000' } }, ({ system }) => {
  const finish = async (task: string) => {
    const run = await system().client.enqueue(task, {}, { maxAttempts: 1 });
    return system().client.wait(run, { timeout: '60s' });
  };

  test('that is missing or not executable is shown with the reason, and the others work', async () => {
    await writeProgram(system(), { name: 'e2e.missing', script: null });
    await writeProgram(system(), { name: 'e2e.forbidden', script: 'echo 1', mode: 0o644 });
    await untilCatalogue(system(), ({ problems }) => {
      const bySource = Object.fromEntries(problems.map(({ source, message }) => [source, message]));
      expect(bySource['e2e.missing/task.json']).toMatch(/program\.sh.*(does not exist|not found|missing)/i);
      expect(bySource['e2e.forbidden/task.json']).toMatch(/program\.sh.*executable.*chmod/is);
    });
    expect(await finish('demo.noop')).toMatchObject({ state: 'succeeded' });
  });

  test('that vanished since it was found fails with its name', async () => {
    await addProgram(system(), 'e2e.vanished', 'echo 1');
    await rm(join(system().tasksDir, 'e2e.vanished/program.sh'));
    const { error } = await finish('e2e.vanished');
    expect(error?.message).toMatch(/The program .*program\.sh could not be started/);
  });

  test('that prints rubbish fails with how the rubbish begins', async () => {
    await addProgram(system(), 'e2e.rubbish', 'echo "Hello, I am no JSON"');
    expect((await finish('e2e.rubbish')).error).toMatchObject({
      kind: 'invalid-output',
      message: expect.stringMatching(/not JSON.*Hello, I am no JSON/s),
    });
  });

  test('that writes more than the limit fails and says what to do', async () => {
    await addProgram(system(), 'e2e.torrent', 'yes');
    expect((await finish('e2e.torrent')).error).toMatchObject({
      kind: 'invalid-output',
      message: expect.stringMatching(/larger than the limit of 100000 bytes.*OUTPUT_LIMIT/),
    });
  });

  test('that fails is quoted with its exit code and its last words', async () => {
    await addProgram(system(), 'e2e.failing', 'echo "disk is on fire" >&2; exit 3');
    expect((await finish('e2e.failing')).error).toMatchObject({
      kind: 'exception',
      exitCode: 3,
      message: expect.stringContaining('disk is on fire'),
    });
  });

  test('may write NUL and other bytes that are no text: its lines are kept, readable', async () => {
    await addProgram(system(), 'e2e.binary', `printf 'before\\000after\\377end\\n' >&2; echo '{"text":"a\\u0000b"}'`);
    const run = await finish('e2e.binary');
    expect(run.state).toBe('succeeded');
    const { items } = await system().get<{ items: RunLogEntry[] }>(`/runs/${run.id}/logs`);
    expect(items).toHaveLength(1);
    expect(items[0]?.message).toMatch(/^before.?after.?end$/);
    expect(items[0]?.message).not.toContain('\0');
  });
});
