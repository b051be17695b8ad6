import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePort } from '@fbrain/local-stack/free-port';
import { type GuardedProcess, startGuarded } from '@fbrain/local-stack/guarded-process';
import { eventually } from '@fbrain/testing/eventually';

export const START_NGINX = resolve(import.meta.dir, '../../../ops/nginx/start.sh');

export interface NginxOptions {
  /** Folder for what it writes. */
  dir: string;
  /** Where the replicas of the API are. */
  apiUrls: string[];
  uiDir: string;
  /** More of its settings. */
  env?: Record<string, string>;
}

/** The real Nginx with the configuration that ships, on loopback. */
export interface Nginx {
  url: string;
  /** Its HTTPS server, where it has a certificate. */
  httpsUrl: string;
  /** What only Prometheus' exporter and health checks see. */
  statusUrl: string;
  /** Lines of its access log so far. */
  requests(): Record<string, unknown>[];
  close(): Promise<void>;
}

let count = 0;

/** Starts Nginx and waits until it listens. Throws with what it said if it does not. */
export async function startNginx({ dir, apiUrls, uiDir, env = {} }: NginxOptions): Promise<Nginx> {
  const [http, https, status] = [await freePort(), await freePort(), await freePort()];
  const runDir = join(dir, `nginx-${++count}`);
  const [accessLog, logFile] = [`${runDir}.access.log`, `${runDir}.log`];
  const child = startGuarded({
    command: [START_NGINX],
    env: {
      NGINX_ADDRESS: '127.0.0.1',
      NGINX_API: apiUrls.map((url) => new URL(url).host).join(','),
      NGINX_HTTP_PORT: String(http),
      NGINX_HTTPS_PORT: String(https),
      NGINX_PUBLIC_HTTPS_PORT: String(https),
      NGINX_STATUS_PORT: String(status),
      NGINX_UI: uiDir,
      NGINX_RUN_DIR: runDir,
      NGINX_ACCESS_LOG: accessLog,
      NGINX_WORKERS: '2',
      // Test folders are for their owner's eyes only.
      ...(process.getuid?.() === 0 ? { NGINX_USER: 'root' } : {}),
      ...env,
    },
    logFile,
    stopSignal: 'SIGTERM',
  });
  const statusUrl = `http://127.0.0.1:${status}`;
  await untilListening(child, statusUrl, logFile);
  return {
    url: `http://127.0.0.1:${http}`,
    httpsUrl: `https://127.0.0.1:${https}`,
    statusUrl,
    requests: () => linesOf(accessLog).map((line) => JSON.parse(line) as Record<string, unknown>),
    close: () => child.stop(),
  };
}

async function untilListening(child: GuardedProcess, statusUrl: string, logFile: string): Promise<void> {
  await eventually(async () => {
    if (child.hasExited()) return;
    await fetch(`${statusUrl}/healthz`);
  });
  if (child.hasExited()) throw new Error(readFileSync(logFile, 'utf8'));
}

const linesOf = (file: string): string[] => readFileSync(file, 'utf8').split('\n').filter(Boolean);
