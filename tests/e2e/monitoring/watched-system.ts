import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@fbrain/local-stack/free-port';
import { eventually } from '@fbrain/testing/eventually';
import { required } from '@fbrain/testing/test-environment';
import { type Nginx, startNginx } from '../system/nginx.ts';
import type { System } from '../system/system.ts';
import { QUERIES } from './monitoring-files.ts';
import { type Prometheus, startProgram, startPrometheus } from './prometheus.ts';

/** A running system with everything around it that Prometheus asks. */
export interface WatchedSystem {
  prometheus: Prometheus;
  nginx: Nginx;
  /**
   * Waits until the queries whose name has one of `names` in it have data at the same time; without names, those that
   * have had none yet.
   */
  untilAnswered(...names: string[]): Promise<void>;
  /** Calls the API of the system. */
  call(method: string, path: string, body?: object): Promise<Response>;
  stop(): Promise<void>;
}

/** @param instead queries to ask instead, by name, for incidents that nobody wants on his machine */
export async function watchSystem(system: System, instead: Readonly<Record<string, string>>): Promise<WatchedSystem> {
  const { dir, apiUrl, token } = system;
  const uiDir = join(required('distDir'), 'ui');
  const nginx = await startNginx({ dir, apiUrls: [apiUrl], uiDir });
  const [prometheus, ...exporters] = await Promise.all([startPrometheus(dir), ...startExporters(dir, nginx)]);
  const [postgres = '', lostPostgres = '', nginxStatus = '', node = ''] = exporters.map(({ url }) => url);
  const targets = {
    api: apiUrl,
    fbrain: apiUrl,
    rabbitmq: required('rabbitmqMetricsUrl'),
    nginx: nginxStatus,
    node,
    // There is no Grafana here: a target that is down.
    grafana: `http://127.0.0.1:${await freePort()}`,
  };
  for (const [job, url] of Object.entries(targets)) prometheus.setTargets(job, [url]);
  prometheus.setTargets('postgres', [postgres, lostPostgres]);

  const answered = new Set<string>();
  return {
    prometheus,
    nginx,
    async untilAnswered(...names) {
      const asked = QUERIES.filter(({ name }) =>
        names.length > 0 ? names.some((part) => name.includes(part)) : !answered.has(name),
      );
      await eventually(async () => {
        const open: string[] = [];
        for (const { name, expr } of asked) {
          if ((await prometheus.query(instead[name] ?? expr)).length > 0) answered.add(name);
          else open.push(name);
        }
        if (open.length > 0) throw new Error(`No data: ${open.join(', ')}`);
      });
    },
    call: (method, path, body) =>
      fetch(`${apiUrl}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: body === undefined ? null : JSON.stringify(body),
      }),
    async stop() {
      await Promise.all([nginx.close(), prometheus.stop(), ...exporters.map((exporter) => exporter.stop())]);
    },
  };
}

const startExporters = (dir: string, nginx: Nginx) => [
  startPostgresExporter(dir, required('databaseUrl')),
  startPostgresExporter(join(dir, 'lost'), 'postgres://nobody:password@127.0.0.1:1/away'),
  startProgram(dir, 'nginxExporter', {
    listen: '-web.listen-address',
    args: [`-nginx.scrape-uri=${nginx.statusUrl}/stub_status`],
  }),
  startProgram(dir, 'nodeExporter', { listen: '--web.listen-address', args: [`--path.procfs=${procWithDisk(dir)}`] }),
];

function startPostgresExporter(dir: string, databaseUrl: string) {
  mkdirSync(dir, { recursive: true });
  const env = { DATA_SOURCE_NAME: `${databaseUrl}?sslmode=disable` };
  return startProgram(dir, 'postgresExporter', { listen: '--web.listen-address', env });
}

/** /proc of a machine whose root is a disk: that of a container is none that counts, and that of a chroot is not told. */
function procWithDisk(dir: string): string {
  const proc = join(dir, 'proc');
  mkdirSync(join(proc, '1'), { recursive: true });
  for (const name of readdirSync('/proc')) if (!/^\d/.test(name)) symlinkSync(`/proc/${name}`, join(proc, name));
  writeFileSync(join(proc, '1/mounts'), '/dev/vda / ext4 rw 0 0\n');
  // What later versions read.
  writeFileSync(join(proc, '1/mountinfo'), '27 1 254:0 / / rw - ext4 /dev/vda rw\n');
  return proc;
}
