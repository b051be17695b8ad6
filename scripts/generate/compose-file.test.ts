import { describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Variable } from '@fbrain/adapters/config/variable';
import { API_VARIABLES } from '../../services/api/src/config.ts';
import { WORKER_VARIABLES } from '../../services/worker/src/config.ts';
import { PROJECT_DIR } from '../project.ts';
import { COMPOSE_VARIABLES, NOT_WITH_COMPOSE } from './compose-variables.ts';

interface ComposeService {
  image: string;
  environment?: Record<string, string | null>;
  ports?: string[];
  [key: string]: unknown;
}

const read = (name: string): string => readFileSync(join(PROJECT_DIR, name), 'utf8');
const text = read('compose.yml');
const { services } = Bun.YAML.parse(text) as { services: Record<string, ComposeService> };
const declarations: Variable<unknown>[] = [API_VARIABLES, WORKER_VARIABLES, COMPOSE_VARIABLES].flatMap(Object.values);
const declared = new Map(declarations.map((variable) => [variable.env, variable]));

describe('compose.yml', () => {
  test.each([
    ['api', API_VARIABLES],
    ['worker', WORKER_VARIABLES],
  ] as const)('passes every setting of the %s on', (name, declarations) => {
    const names = Object.values(declarations).map(({ env }) => env as string);
    const passed = Object.keys(services[name]?.environment ?? {});
    expect(
      names.filter((env) => !NOT_WITH_COMPOSE.includes(env) && env !== 'TASKS_DIR' && !passed.includes(env)),
    ).toEqual([]);
    expect(passed.filter((env) => !names.includes(env))).toEqual([]);
  });

  test('reads nothing that .env.example does not explain, and knows no other defaults', () => {
    for (const [, name = '', kind, rest] of text.matchAll(/\$\{([A-Z_]+)(:[-?])?([^}]*)\}/g)) {
      const variable = declared.get(name);
      expect(variable, name).toBeDefined();
      if (kind === ':-') expect([name, rest]).toEqual([name, variable?.default]);
      else expect(rest, name).toStartWith(`${name} is missing`);
    }
  });

  test('publishes nothing but Nginx', () => {
    const published = Object.keys(services).filter((name) => services[name]?.ports);
    expect(published).toEqual(['nginx']);
  });

  test('lets nobody load plugins into Grafana', () => {
    expect(services.grafana?.environment).toMatchObject({
      GF_PLUGINS_PLUGIN_ADMIN_ENABLED: 'false',
      GF_PLUGINS_PREINSTALL_DISABLED: 'true',
    });
  });

  test('gives no service more than it needs, and none without bounds', () => {
    for (const [name, service] of Object.entries(services)) {
      expect(service, name).toMatchObject({
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        read_only: true,
        networks: ['backend'],
        mem_limit: expect.anything(),
        cpus: expect.anything(),
        pids_limit: expect.anything(),
        logging: { options: { 'max-size': expect.anything() } },
      });
      expect(service.image, name).toMatch(/:(v?\d+\.\d+|\$\{VERSION)/);
    }
  });
});

test('the admin ports are open to this machine alone', () => {
  const admin = Bun.YAML.parse(read('compose.admin.yml')) as { services: Record<string, ComposeService> };
  const ports = Object.values(admin.services).flatMap((service) => service.ports ?? []);
  expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
});

const DOCKERFILES = ['services/api/Dockerfile', 'services/worker/Dockerfile', 'ops/nginx/Dockerfile'];

test('the three images share their first layers', () => {
  const shared = DOCKERFILES.map((file) => {
    const lines = read(file);
    return [/# Only what[\s\S]*?\/manifests\n/, / AS build\n[\s\S]*?COPY \. \.\n/].map((part) => part.exec(lines)?.[0]);
  });
  expect(shared[0]?.every((part) => part !== undefined)).toBe(true);
  expect(shared[1]).toEqual(shared[0]);
  expect(shared[2]).toEqual(shared[0]);
});

test.each(DOCKERFILES)('%s says which release it is, and is built from images with a fixed tag', (file) => {
  const { version } = JSON.parse(read('services/api/package.json')) as { version: string };
  expect(read(file)).toContain(`ARG VERSION=${version}\n`);
  for (const [, tag] of read(file).matchAll(/^ARG [A-Z]+_IMAGE=[^:]+:(.*)$/gm)) expect(tag).toMatch(/^\d+\.\d+/);
});
