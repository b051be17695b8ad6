import { join } from 'node:path';
import type { LocalServer } from '@fbrain/local-stack/local-server';
import { startPostgres } from '@fbrain/local-stack/postgres-server';
import { findRabbitmq, startRabbitmq } from '@fbrain/local-stack/rabbitmq-node';
import type { DevConfig } from './dev-config.ts';

/** The servers that the services talk to: given by the caller, or started here. */
export interface Stores {
  databaseUrl: string;
  /** Undefined = the PostgreSQL transport. */
  rabbitmqUrl: string | undefined;
  /** Null where the caller gave an address. */
  postgres: LocalServer | null;
  rabbitmq: LocalServer | null;
}

/** Starts what is not given, both at once, and returns when PostgreSQL serves. RabbitMQ may still be starting. */
export async function startStores({ dir, databaseUrl, rabbitmqUrl }: DevConfig): Promise<Stores> {
  const needsNode = rabbitmqUrl === null && findRabbitmq() !== null;
  const rabbitmq = needsNode ? await startRabbitmq(join(dir, 'rabbitmq')) : null;
  try {
    const postgres = databaseUrl === null ? await startPostgres(join(dir, 'postgres')) : null;
    await postgres?.ready;
    return {
      databaseUrl: postgres?.url ?? databaseUrl ?? '',
      rabbitmqUrl: rabbitmq?.url ?? (rabbitmqUrl || undefined),
      postgres,
      rabbitmq,
    };
  } catch (error) {
    await rabbitmq?.kill();
    throw error;
  }
}
