import { join } from 'node:path';
import { startPostgres } from '@fbrain/local-stack/postgres-server';
import { startRabbitmq } from '@fbrain/local-stack/rabbitmq-node';
import { type System, startSystem } from '../../tests/e2e/system/system.ts';

/** The whole product as a user's browser meets it: the built UI behind Nginx, with servers of its own. */
export interface UiSystem {
  system: System;
  stop(): Promise<void>;
}

/** @param dir a folder for all that is written */
export async function startUiSystem(dir: string, distDir: string): Promise<UiSystem> {
  const postgres = await startPostgres(join(dir, 'postgres'));
  const rabbitmq = await startRabbitmq(join(dir, 'rabbitmq'));
  const stopServers = () => Promise.all([rabbitmq.stop(), postgres.stop()]);
  try {
    await Promise.all([postgres.ready, rabbitmq.ready]);
    const system = await startSystem({ databaseUrl: postgres.url, rabbitmqUrl: rabbitmq.url, distDir, nginx: true });
    // A log of a million lines is more than an attempt may write by default.
    await system.startWorker({ LOG_LIMIT: String(200e6) });
    const stop = async () => {
      await system.stop();
      await stopServers();
    };
    return { system, stop };
  } catch (error) {
    await stopServers();
    throw error;
  }
}
