import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@fbrain/local-stack/free-port';
import { type GuardedProcess, startGuarded } from '@fbrain/local-stack/guarded-process';
import { eventually } from '@fbrain/testing/eventually';
import { required, type TestNeed } from '@fbrain/testing/test-environment';
import { MONITORING_DIR } from './monitoring-files.ts';

/** The address at which people would reach this installation. */
export const SITE = 'https://fbrain.example.com';

/** A real Prometheus with the configuration that ships; only addresses and intervals are the test's own. */
export interface Prometheus {
  /** The jobs of the configuration. */
  jobs: string[];
  /** Says where a job finds its targets from now on, as DNS would. */
  setTargets(job: string, urls: readonly string[]): void;
  /** Values of an instant query; NaN is no value. */
  query(expr: string): Promise<{ labels: Record<string, string>; value: number }[]>;
  alerts(): Promise<{ labels: Record<string, string>; annotations: Record<string, string>; state: string }[]>;
  stop(): Promise<void>;
}

interface Config {
  global: Record<string, unknown>;
  rule_files: string[];
  alerting?: unknown;
  scrape_configs: { job_name: string; dns_sd_configs?: unknown; static_configs?: unknown; file_sd_configs?: unknown }[];
}

/** The exporter tries a PostgreSQL that does not answer twice, with a second between. */
const LOST_POSTGRES = '3s';

const configDir = join(MONITORING_DIR, 'prometheus');

export async function startPrometheus(parentDir: string): Promise<Prometheus> {
  const dir = join(parentDir, 'prometheus');
  mkdirSync(dir);
  const { alerting: _, ...config } = Bun.YAML.parse(readFileSync(join(configDir, 'prometheus.yml'), 'utf8')) as Config;
  const jobs = config.scrape_configs.map((job) => job.job_name);
  const targetsFile = (job: string) => join(dir, `${job}.json`);
  const setTargets: Prometheus['setTargets'] = (job, urls) =>
    writeFileSync(targetsFile(job), JSON.stringify([{ targets: urls.map((url) => new URL(url).host) }]));
  for (const job of jobs) setTargets(job, []);
  const ownConfig = {
    ...config,
    global: { ...config.global, scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: config.rule_files.map((path) => join(configDir, path)),
    scrape_configs: config.scrape_configs.map(({ dns_sd_configs, static_configs, ...job }) => ({
      ...job,
      ...(job.job_name === 'postgres' && { scrape_interval: LOST_POSTGRES, scrape_timeout: LOST_POSTGRES }),
      file_sd_configs: [{ files: [targetsFile(job.job_name)], refresh_interval: '1s' }],
    })),
  };
  // Every JSON is YAML.
  writeFileSync(join(dir, 'prometheus.yml'), JSON.stringify(ownConfig));
  const options = [`--config.file=${dir}/prometheus.yml`, `--storage.tsdb.path=${dir}/data`];
  const server = await startProgram(dir, 'prometheus', {
    args: [...options, '--enable-feature=expand-external-labels'],
    listen: '--web.listen-address',
    path: '/-/ready',
    env: { PUBLIC_URL: SITE },
  });
  setTargets('prometheus', [server.url]);
  const ask = async <T>(path: string): Promise<T> => {
    const { data, error } = (await (await fetch(`${server.url}/api/v1/${path}`)).json()) as { data: T; error?: string };
    if (error !== undefined) throw new Error(`${path}: ${error}`);
    return data;
  };
  return {
    jobs,
    setTargets,
    async query(expr) {
      type Sample = { metric: Record<string, string>; value: [number, string] };
      const { result } = await ask<{ result: Sample[] }>(`query?query=${encodeURIComponent(expr)}`);
      return result
        .map(({ metric, value: [, value] }) => ({ labels: metric, value: Number(value) }))
        .filter(({ value }) => !Number.isNaN(value));
    },
    alerts: async () => (await ask<{ alerts: Awaited<ReturnType<Prometheus['alerts']>> }>('alerts')).alerts,
    stop: server.stop,
  };
}

/** Starts a program of Prometheus on a free port and waits until it answers. */
export async function startProgram(
  dir: string,
  program: TestNeed,
  {
    args = [],
    env = {},
    listen,
    path = '/metrics',
  }: { args?: string[]; env?: Record<string, string>; listen: string; path?: string },
): Promise<GuardedProcess & { url: string }> {
  const address = `127.0.0.1:${await freePort()}`;
  const child = startGuarded({
    command: [required(program), ...args, `${listen}=${address}`],
    env,
    logFile: join(dir, `${program}.log`),
    stopSignal: 'SIGTERM',
  });
  const url = `http://${address}`;
  const check = async () => {
    if (!child.hasExited()) await fetch(`${url}${path}`);
  };
  await eventually(check);
  if (child.hasExited()) throw new Error(readFileSync(join(dir, `${program}.log`), 'utf8').slice(-2_000));
  return { ...child, url };
}
