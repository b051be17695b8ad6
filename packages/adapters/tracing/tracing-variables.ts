import { list, oneOf, text, url } from '../config/parse.ts';
import type { Config, Declarations } from '../config/variable.ts';
import { SAMPLERS } from './sampler.ts';

/** Variables of tracing, under the names that OpenTelemetry gives them. */
export const TRACING_VARIABLES = {
  otlpEndpoint: {
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    doc: 'Collector that receives traces over OTLP/HTTP, such as `http://collector:4318`. Without it there are none: docs/tracing.md.',
    parse: (value: string) => url(['http:', 'https:'], 'http://collector:4318')(value).replace(/\/+$/, ''),
    optional: true,
  },
  otlpHeaders: {
    env: 'OTEL_EXPORTER_OTLP_HEADERS',
    doc: 'Headers of each request to the collector, such as `authorization=Bearer%20abc`; several comma separated.',
    parse: parseHeaders,
    default: '',
    secret: true,
  },
  otelServiceName: {
    env: 'OTEL_SERVICE_NAME',
    doc: 'Name of this service in traces; by default `fbrain-api` or `fbrain-worker`.',
    parse: text(),
    optional: true,
  },
  otelSampler: {
    env: 'OTEL_TRACES_SAMPLER',
    doc: `Which traces are recorded: ${SAMPLERS.map((name) => `\`${name}\``).join(', ')}.`,
    parse: oneOf(SAMPLERS),
    default: 'parentbased_always_on',
  },
  otelSamplerRatio: {
    env: 'OTEL_TRACES_SAMPLER_ARG',
    doc: 'Share of traces that the samplers with `traceidratio` keep, from 0 to 1.',
    parse: ratio,
    default: '1',
  },
} as const satisfies Declarations;

export type TracingConfig = Config<typeof TRACING_VARIABLES>;

function ratio(value: string): number {
  const number = /^\d*\.?\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= 0 && number <= 1)) throw new Error(`must be a number from 0 to 1, got "${value}"`);
  return number;
}

/** Never repeats the text: it may hold a token. */
function parseHeaders(value: string): Record<string, string> {
  const pairs = list(value).map((pair) => {
    const [name = '', ...rest] = pair.split('=');
    const text = safeDecode(rest.join('=').trim());
    if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name.trim()) || text === null || !/^[ -~]*$/.test(text)) {
      throw new Error('must be headers such as "authorization=Bearer%20abc", comma separated and percent-encoded');
    }
    return [name.trim().toLowerCase(), text];
  });
  return Object.fromEntries(pairs);
}

function safeDecode(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}
