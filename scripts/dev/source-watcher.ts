import { watch } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_DIR } from '../project.ts';
import type { ServiceName } from './dev-services.ts';

/** An editor writes a file in several steps, a checkout many files. */
const SETTLE_MS = 150;

/**
 * Calls back with the service to restart when its source changed. Not `bun --watch`: that replaces the process without
 * waiting for its clean end, so the worker's runs would stand still until their leases expire, and it does not start a
 * service again that died. Task files and the UI are not watched here: the worker and Vite see to them.
 */
export function watchSources(onChange: (service: ServiceName) => void): void {
  const pending = new Set<ServiceName>();
  let timer: Timer | undefined;
  for (const folder of ['packages', 'services']) {
    watch(join(PROJECT_DIR, folder), { recursive: true }, (_event, file) => {
      const services = servicesUsing(`${folder}/${file}`);
      if (services.length === 0) return;
      for (const service of services) pending.add(service);
      clearTimeout(timer);
      timer = setTimeout(() => {
        for (const service of pending) onChange(service);
        pending.clear();
      }, SETTLE_MS);
    });
  }
}

/** The services to restart when this file changes; none for tests and for what no service loads. */
export function servicesUsing(file: string): ServiceName[] {
  if (!/\.(ts|sql|json)$/.test(file) || /\.test\.ts$|(^|\/)node_modules\//.test(file)) return [];
  if (file.startsWith('services/api/')) return ['api'];
  if (file.startsWith('services/worker/')) return ['worker'];
  if (file.startsWith('packages/sdk/')) return ['worker'];
  return /^packages\/(core|adapters)\//.test(file) ? ['api', 'worker'] : [];
}
