import { explainListenError } from '@fbrain/adapters/process/explain-listen-error';
import type { Service } from '@fbrain/adapters/process/service';

export interface WorkerServerOptions {
  hostname: string;
  port: number;
  /** What keeps the worker from working, in words; empty = ready. */
  problems(): string[];
  /** Why the process is as good as dead and should be restarted, in words; null = it lives. */
  stalled(): string | null;
  /** Prometheus text. */
  metrics(): Promise<string>;
}

/** Health, readiness and metrics of a worker, for probes and Prometheus inside the network. */
export function createWorkerServer(options: WorkerServerOptions): Service & { readonly url: string | null } {
  let server: ReturnType<typeof Bun.serve> | undefined;
  const readiness = () => {
    const problems = options.problems();
    return Response.json({ ready: problems.length === 0, problems }, { status: problems.length === 0 ? 200 : 503 });
  };
  const health = () => {
    const problem = options.stalled();
    return Response.json({ alive: problem === null, problem }, { status: problem === null ? 200 : 503 });
  };
  const listen = () =>
    Bun.serve({
      hostname: options.hostname,
      port: options.port,
      routes: {
        '/healthz': health,
        '/readyz': readiness,
        '/metrics': async () =>
          new Response(await options.metrics(), { headers: { 'content-type': 'text/plain; version=0.0.4' } }),
      },
      fetch: () => new Response('Not found. A worker serves /healthz, /readyz and /metrics.', { status: 404 }),
    });
  return {
    name: 'worker server',
    get url() {
      return server ? server.url.origin : null;
    },
    async start() {
      try {
        server = listen();
      } catch (error) {
        throw explainListenError(error, { host: options.hostname, port: options.port, variables: 'WORKER' });
      }
    },
    async stop() {
      await server?.stop(true);
      server = undefined;
    },
  };
}
