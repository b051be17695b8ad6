import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The service behind the http task: it squares numbers, writes each call into the journal, and is busy at times. */
export interface HttpReceiver {
  stop(): Promise<void>;
}

interface Call {
  data: { n: number };
  run: { id: string; attempt: number };
}

const EVERY_FIFTH = 5;

/** Starts the service and puts the manifest that names it into `tasksDir`. */
export function startHttpReceiver(journal: string, tasksDir: string): HttpReceiver {
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch(request) {
      const { data, run } = (await request.json()) as Call;
      // The worker is not known here.
      const write = (mark: string) => appendFileSync(journal, `${mark}\t${run.id}\t${run.attempt}\t0\t${Date.now()}\n`);
      write('b');
      const isBusy = run.attempt === 1 && data.n % EVERY_FIFTH === 0;
      write(isBusy ? 'f' : 'e');
      if (isBusy) return new Response('busy', { status: 503, headers: { 'retry-after': '1' } });
      return Response.json({ square: data.n * data.n });
    },
  });
  const manifest = {
    name: 'faults.http',
    description: 'A service of the harness.',
    http: { url: new URL('/square', server.url).href.replace('localhost', '127.0.0.1') },
    retry: { maxAttempts: 50, backoff: { kind: 'fixed', initial: '200ms' } },
    timeout: '5s',
  };
  writeFileSync(join(tasksDir, 'http.task.json'), JSON.stringify(manifest));
  return { stop: () => server.stop(true) };
}
