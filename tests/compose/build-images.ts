import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Engine } from './engine.ts';

const PROJECT_DIR = resolve(import.meta.dir, '../..');
const BASE = 'debian:12.13-slim';
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** Images of others that compose.yml and the Dockerfiles name, by the folder in images/ that stands in for them. */
const STAND_INS: Record<string, string> = {
  'oven/bun:1.4.5': 'bun',
  'postgres:18.4': 'postgres',
  'rabbitmq:4.2.9': 'rabbitmq',
  'nginx:1.30.4': 'nginx',
  'prom/alertmanager:v0.33.1': 'alertmanager',
  'prom/prometheus:v3.5.0': 'prometheus',
  'prom/node-exporter:v1.9.1': 'node-exporter',
  'prometheuscommunity/postgres-exporter:v0.19.1': 'postgres-exporter',
  'nginx/nginx-prometheus-exporter:1.5.1': 'nginx-exporter',
};
/** Ours, with the options that compose.yml builds them with. */
const OURS: Record<string, string[]> = {
  api: ['--file', 'services/api/Dockerfile'],
  tools: ['--file', 'services/api/Dockerfile', '--target', 'tools'],
  worker: ['--file', 'services/worker/Dockerfile'],
  nginx: ['--file', 'ops/nginx/Dockerfile'],
};

/**
 * Builds what `docker compose up` needs where no image registry is reached: images of the same names as those of others, made
 * from Debian packages, and then our own from their Dockerfiles. What did not change since the last time takes seconds.
 */
export async function buildImages(engine: Engine, cacheDir: string): Promise<void> {
  const docker = (...args: string[]) => run(['docker', ...args], engine);
  if (!(await isThere(engine, BASE))) {
    const tree = join(cacheDir, 'base');
    rmSync(tree, { recursive: true, force: true });
    await run(['debootstrap', '--variant=minbase', 'bookworm', tree, 'http://deb.debian.org/debian'], engine);
    await run(
      ['sh', '-c', `tar -C '${tree}' --exclude=./var/cache/apt/archives -c . | docker import - ${BASE}`],
      engine,
    );
    rmSync(tree, { recursive: true });
  }
  const contexts = Object.entries(STAND_INS).map(
    ([image, folder]) => [image, prepareContext(folder, cacheDir)] as const,
  );
  for (const [image, context] of contexts) await docker('build', '--network=host', '--tag', image, context);
  for (const [name, options] of Object.entries(OURS))
    await docker('build', '--network=host', '--tag', `fbrain-${name}:latest`, ...options, '.');
  // What earlier runs built and nobody names any more would pile up.
  await docker('image', 'prune', '--force');
}

/** The folder an image is built from: that of Bun gets the Bun that runs this, and whom this machine trusts. */
function prepareContext(folder: string, cacheDir: string): string {
  const source = join(import.meta.dir, 'images', folder);
  if (folder !== 'bun') return source;
  const context = join(cacheDir, 'bun');
  mkdirSync(context, { recursive: true });
  copyFileSync(join(source, 'Dockerfile'), join(context, 'Dockerfile'));
  copyFileSync(process.execPath, join(context, 'bun'));
  if (existsSync(CERTIFICATES)) copyFileSync(CERTIFICATES, join(context, 'ca-certificates.crt'));
  return context;
}

const isThere = async (engine: Engine, image: string): Promise<boolean> =>
  (await Bun.spawn(['docker', 'image', 'inspect', image], { env: engine.env, stdio: ['ignore', 'ignore', 'ignore'] })
    .exited) === 0;

/** Runs a command; what it prints is shown only if it fails. */
async function run(command: string[], engine: Engine): Promise<void> {
  const child = Bun.spawn(command, {
    cwd: PROJECT_DIR,
    env: engine.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  if (code !== 0) throw new Error(`"${command.slice(0, 5).join(' ')} …" failed:\n${(out + err).slice(-4_000)}`);
}
