import { Counter, type Registry } from 'prom-client';
import type { Logger } from '../logging/logger.ts';
import type { Service } from '../process/service.ts';
import { createOtlpExporter } from './otlp-exporter.ts';
import { createSampler } from './sampler.ts';
import { createTracer, passingTracer, type Tracer } from './tracer.ts';
import type { TracingConfig } from './tracing-variables.ts';

export interface TracingOptions {
  config: TracingConfig;
  /** Unless the configuration names it. */
  service: string;
  version: string;
  registry: Registry;
  logger: Logger;
}

/** The tracer of a process, and the service that sends its spans; it is to stop last. Without a collector, neither. */
export function openTracing(options: TracingOptions): { tracer: Tracer; services: Service[] } {
  const { otlpEndpoint, otlpHeaders, otelServiceName, otelSampler, otelSamplerRatio } = options.config;
  if (otlpEndpoint === undefined) return { tracer: passingTracer, services: [] };
  const spans = new Counter({
    name: 'fbrain_trace_spans_total',
    help: 'Spans sent to the collector, or dropped because it does not take them.',
    labelNames: ['outcome'],
    registers: [options.registry],
  });
  const exporter = createOtlpExporter({
    url: `${otlpEndpoint}/v1/traces`,
    headers: otlpHeaders,
    resource: { 'service.name': otelServiceName ?? options.service, 'service.version': options.version },
    logger: options.logger,
    onSent: (count) => spans.inc({ outcome: 'sent' }, count),
    onDropped: (count) => spans.inc({ outcome: 'dropped' }, count),
  });
  const sampler = createSampler(otelSampler, otelSamplerRatio);
  return { tracer: createTracer({ sampler, onEnded: exporter.add }), services: [exporter] };
}
