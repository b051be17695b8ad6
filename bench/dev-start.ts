import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SEARCH_PATH } from '@fbrain/local-stack/environment';
import { freePort } from '@fbrain/local-stack/free-port';
import { endsWithParent } from '@fbrain/local-stack/guarded-process';
import { median } from './figures.ts';

const STARTS = 3;
const IS_RUNNING = 'F_BRAIN is running';

/**
 * Milliseconds from `bun run dev` to its table of addresses, the median of some starts after the first: that one creates
 * the databases. Works in the project's own .dev, as a developer does, and leaves none where none was; throws when that is in use.
 */
export async function measureDevStart(projectDir: string): Promise<number> {
  const dataDir = join(projectDir, '.dev');
  const isOurs = !existsSync(dataDir);
  try {
    await startDev(projectDir);
    const times: number[] = [];
    for (let i = 0; i < STARTS; i++) times.push(await startDev(projectDir));
    return median(times);
  } finally {
    if (isOurs) rmSync(dataDir, { recursive: true, force: true });
  }
}

async function startDev(projectDir: string): Promise<number> {
  const [api, worker, ui] = [await freePort(), await freePort(), await freePort()];
  const startedAt = performance.now();
  const dev = Bun.spawn(endsWithParent([process.execPath, join(projectDir, 'scripts/dev.ts')], 'SIGTERM'), {
    cwd: projectDir,
    // Nothing of the caller's: a DATABASE_URL there would be another system's.
    env: { PATH: SEARCH_PATH, API_PORT: String(api), WORKER_PORT: String(worker), UI_PORT: String(ui) },
    stdin: 'ignore',
    stderr: 'pipe',
  });
  const complaint = dev.stderr.text();
  try {
    let output = '';
    for await (const chunk of dev.stdout.pipeThrough(new TextDecoderStream())) {
      output += chunk;
      if (output.includes(IS_RUNNING)) return performance.now() - startedAt;
    }
    throw new Error(`"bun run dev" did not start: ${(await complaint).trim()}`);
  } finally {
    dev.kill('SIGTERM');
    await dev.exited;
  }
}
