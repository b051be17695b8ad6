import type { MetricsRegistry } from './registry.ts';

/** `process`: what one process counts. `cluster`: what the database knows, the same from every process that is asked. */
export const METRICS_SCOPES = ['process', 'cluster'] as const;
export type MetricsScope = (typeof METRICS_SCOPES)[number];

export type ScopedRegistries = Readonly<Record<MetricsScope, MetricsRegistry>>;

/** Prometheus text of one scope, or of both. */
export async function metricsText(registries: ScopedRegistries, scope?: MetricsScope): Promise<string> {
  const wanted = scope === undefined ? METRICS_SCOPES : [scope];
  return (await Promise.all(wanted.map((name) => registries[name].metrics()))).join('');
}
