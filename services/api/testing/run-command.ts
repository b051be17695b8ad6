import { join } from 'node:path';

export const MAIN = join(import.meta.dir, '../src/main.ts');

/** Runs fbrain-api with nothing but the given environment to its end. */
export async function runCommand(args: readonly string[], environment: Record<string, string> = {}) {
  const child = Bun.spawn([process.execPath, MAIN, ...args], { env: environment, stdout: 'pipe', stderr: 'pipe' });
  const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { out, err, code };
}
