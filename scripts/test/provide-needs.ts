import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalServer } from '@fbrain/local-stack/local-server';
import { findDebianPostgres } from '@fbrain/local-stack/postgres-binaries';
import { startPostgres } from '@fbrain/local-stack/postgres-server';
import { findRabbitmq, startRabbitmq } from '@fbrain/local-stack/rabbitmq-node';
import { sentenceOf } from '../quit.ts';
import { canInstallPackages, installDebianPackages } from './install-debian-packages.ts';

/** What the suites are given. The names of variables are those that packages/testing reads. */
export interface ProvidedNeeds {
  env: Record<string, string>;
  /** One sentence for each thing that this machine could not provide. */
  missing: string[];
  servers: LocalServer[];
}

/** Programs by Debian package, with what finds them. */
const PROGRAMS: Record<string, () => string | null> = {
  'rabbitmq-server': findRabbitmq,
  postgresql: () => findDebianPostgres()?.postgres ?? null,
  python3: () => Bun.which('python3'),
  chromium: findChromium,
  faketime: findFaketime,
  prometheus: () => Bun.which('promtool'),
  'prometheus-alertmanager': () => Bun.which('amtool'),
  'prometheus-postgres-exporter': () => Bun.which('prometheus-postgres-exporter'),
  'prometheus-nginx-exporter': () => Bun.which('prometheus-nginx-exporter'),
  'prometheus-node-exporter': () => Bun.which('prometheus-node-exporter'),
  'nginx-light': () => Bun.which('nginx'),
  wrk: () => Bun.which('wrk'),
  systemd: () => Bun.which('systemd-analyze'),
};
/** What end-to-end tests alone need. */
const END_TO_END = [
  'chromium',
  'faketime',
  'prometheus-postgres-exporter',
  'prometheus-nginx-exporter',
  'prometheus-node-exporter',
  'nginx-light',
  'wrk',
];

/** Brings up what integration tests, and with `isEndToEnd` end-to-end tests, need. Installs what is missing if it may. */
export async function provideNeeds(dir: string, isEndToEnd: boolean): Promise<ProvidedNeeds> {
  const wanted = Object.keys(PROGRAMS).filter((name) => isEndToEnd || !END_TO_END.includes(name));
  const needs: ProvidedNeeds = { env: {}, missing: installNeeds(wanted), servers: [] };
  const [chromium, faketime] = [findChromium(), findFaketime()];
  if (isEndToEnd && chromium) needs.env.CHROMIUM_PATH = chromium;
  if (isEndToEnd && faketime) needs.env.FAKETIME_LIBRARY = faketime;
  await Promise.all([
    provideServer(needs, 'TEST_DATABASE_URL', 'PostgreSQL', startPostgres(join(dir, 'postgres'))),
    findRabbitmq() && provideServer(needs, 'TEST_RABBITMQ_URL', 'RabbitMQ', startBroker(needs, dir, isEndToEnd)),
  ]);
  return needs;
}

/** Installs which of these packages are missing, if it may. Answers a sentence for each one that still is. */
export function installNeeds(packages: readonly string[]): string[] {
  const isAbsent = (name: string) => PROGRAMS[name]?.() === null;
  const absent = packages.filter(isAbsent);
  if (absent.length > 0 && canInstallPackages()) installDebianPackages(absent);
  return packages.filter(isAbsent).map((name) => `${name} is not installed (as root on Debian it would have been)`);
}

/** The plugin for metrics doubles the time that RabbitMQ takes to start. */
async function startBroker(needs: ProvidedNeeds, dir: string, withMetrics: boolean): Promise<LocalServer> {
  const broker = await startRabbitmq(join(dir, 'rabbitmq'), findRabbitmq(), { withMetrics });
  if (broker.metricsUrl !== null) needs.env.TEST_RABBITMQ_METRICS_URL = broker.metricsUrl;
  return broker;
}

async function provideServer(needs: ProvidedNeeds, variable: string, name: string, starting: Promise<LocalServer>) {
  try {
    const server = await starting;
    needs.servers.push(server);
    await server.ready;
    needs.env[variable] = server.url;
  } catch (error) {
    needs.missing.push(`${name} did not start: ${sentenceOf(error)}`);
  }
}

/** Whichever of its names the browser has here. */
export function findChromium(): string | null {
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
  return names.map((name) => Bun.which(name)).find((path) => path !== null) ?? null;
}

/** The library that lets a process live by a wrong clock. */
function findFaketime(): string | null {
  const paths = ['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`);
  return paths.find((path) => existsSync(path)) ?? null;
}
