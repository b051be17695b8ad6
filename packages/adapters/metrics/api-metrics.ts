import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { boundLabel } from './registry.ts';
import { createRunFlowCounters, type RunFlowCounters } from './run-flow-counters.ts';
import { transportGauge } from './transport-gauge.ts';

/** What the API counts. Names and labels are public: docs/metrics.md, the dashboards and the alerts rely on them. */
export interface ApiMetrics extends RunFlowCounters {
  requestEnded(request: { route: string; method: string; status: number; seconds: number }): void;
  /** A request was refused because too many were in flight. */
  requestShed(): void;
  liveStreamOpened(): void;
  liveStreamClosed(): void;
}

/** From a cached answer to a `?wait` of a minute. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30];

export function createApiMetrics(registry: Registry, isTransportConnected: () => boolean): ApiMetrics {
  const registers = [registry];
  const requests = new Histogram({
    name: 'fbrain_http_request_duration_seconds',
    help: 'Time from a request to its answer, by route pattern.',
    labelNames: ['route', 'method', 'status'],
    buckets: SECONDS,
    registers,
  });
  const shed = new Counter({
    name: 'fbrain_http_requests_shed_total',
    help: 'Requests refused with 429 because too many were in flight.',
    registers,
  });
  const streams = new Gauge({ name: 'fbrain_live_streams', help: 'Open event streams.', registers });
  transportGauge(registry, isTransportConnected);
  const methodLabel = boundLabel();

  return {
    ...createRunFlowCounters(registry),
    requestEnded: ({ route, method, status, seconds }) =>
      requests.observe({ route, method: methodLabel(method), status }, seconds),
    requestShed: () => shed.inc(),
    liveStreamOpened: () => streams.inc(),
    liveStreamClosed: () => streams.dec(),
  };
}
