import { describe, expect, test } from 'bun:test';
import { dirname, join } from 'node:path';
import { findDebianPostgres } from '@fbrain/local-stack/postgres-binaries';
import { startPostgres } from '@fbrain/local-stack/postgres-server';
import { temporaryFolders } from '@fbrain/testing/temporary-folder';
import { required, testEnvironment } from '@fbrain/testing/test-environment';
import { startBinary } from './system/binary.ts';
import { type System, startSystem } from './system/system.ts';
import { untilState } from './system/until-state.ts';

const newFolder = temporaryFolders('fbrain-backup-e2e-');
const binaries = findDebianPostgres();

/** Posts runs until `until` is over; answers the ids of those that were accepted. */
async function postUntil(system: System, until: Promise<unknown>): Promise<string[]> {
  const ids: string[] = [];
  let isOver = false;
  void until.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const runs = Array.from({ length: 20 }, (_, n) => ({ task: 'demo.sleep', input: { seconds: n / 100, steps: 1 } }));
    ids.push(...(await system.client.enqueueMany(runs)));
  }
  return ids;
}

describe.skipIf(binaries === null || !testEnvironment.distDir)('a backup that was made under load', () => {
  test('brings back every run that was accepted before it, and all of them end', async () => {
    const dir = newFolder();
    const server = await startPostgres(join(dir, 'postgres'), binaries ? { binaries } : {});
    await server.ready;
    const distDir = required('distDir');
    const system = await startSystem({ databaseUrl: server.url, rabbitmqUrl: undefined, distDir });
    const file = join(dir, 'backup.fbrain');
    const command = async (...args: string[]) => {
      const options = [...args, '--pg-bin', dirname(binaries?.postgres ?? '')];
      const binary = startBinary({
        path: join(distDir, 'fbrain-api'),
        args: options,
        env: { DATABASE_URL: server.url },
        dir,
      });
      return [await binary.exited, await Bun.file(binary.logFile).text()] as const;
    };
    try {
      await system.startWorker();
      const before = await postUntil(system, Bun.sleep(1_000));
      const backup = command('backup', file);
      await postUntil(system, backup);
      expect((await backup)[0]).toBe(0);
      expect((await command('restore', file, '--force'))[1]).toContain('stop the API and all workers first');

      await system.endServices();
      expect(await command('restore', file, '--force')).toEqual([0, expect.stringContaining('All counts agree.')]);
      await system.startApi({ API_PORT: new URL(system.apiUrl).port });
      await system.startWorker();
      for (const id of before) await untilState(system, id, 'succeeded');
      expect(before.length).toBeGreaterThan(0);
    } finally {
      await system.stop();
      await server.kill();
    }
  });
});
