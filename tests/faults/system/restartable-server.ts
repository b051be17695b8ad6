import type { LocalServer } from '@fbrain/local-stack/local-server';

/** PostgreSQL or RabbitMQ, which faults take away and bring back under the same address. */
export interface RestartableServer {
  readonly url: string;
  /** Ends it; `signal` undefined = cleanly. */
  end(how: 'stop' | 'kill'): Promise<void>;
  /** Starts it again and waits until it serves. */
  start(): Promise<void>;
  /** The present process, for ends of another kind. */
  current(): LocalServer;
}

const START_ATTEMPTS = 5;
const RETRY_MS = 1_000;

export async function startRestartable(launch: () => Promise<LocalServer>): Promise<RestartableServer> {
  let server = await launch();
  await server.ready;
  const { url } = server;
  const startOnce = async () => {
    server = await launch();
    await server.ready;
    if (server.url === url) return;
    await server.kill();
    throw new Error(`Another program took the port of ${new URL(url).host}: run the faults again.`);
  };
  return {
    url,
    current: () => server,
    end: (how) => server[how](),
    async start() {
      for (let attempt = 1; ; attempt++) {
        try {
          return await startOnce();
        } catch (error) {
          // What a killed server leaves behind, such as shared memory, may take a moment to vanish.
          if (attempt === START_ATTEMPTS) throw error;
          await Bun.sleep(RETRY_MS);
        }
      }
    },
  };
}
