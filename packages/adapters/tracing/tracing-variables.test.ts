import { expect, test } from 'bun:test';
import { ConfigError, readConfig } from '../config/read-config.ts';
import { TRACING_VARIABLES } from './tracing-variables.ts';

const read = (environment: Record<string, string>) => readConfig(TRACING_VARIABLES, environment);

test('without variables there are no traces, and with the address alone all are kept', () => {
  expect(read({})).toMatchObject({ otlpEndpoint: undefined, otelSampler: 'parentbased_always_on' });
  expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318//' }).otlpEndpoint).toBe('http://collector:4318');
});

test('headers are read as OpenTelemetry writes them', () => {
  const { otlpHeaders } = read({ OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic%20YTpi==, x-a = 1%2C2' });
  expect(otlpHeaders).toEqual({ authorization: 'Basic YTpi==', 'x-a': '1,2' });
});

test.each([
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, 'OTEL_EXPORTER_OTLP_ENDPOINT must be a URL'],
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'Bearer hidden-word' }, 'OTEL_EXPORTER_OTLP_HEADERS must be headers such as'],
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'a=hidden-word%0d%0ab: c' }, 'OTEL_EXPORTER_OTLP_HEADERS must be headers such as'],
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'a=%hidden-word' }, 'OTEL_EXPORTER_OTLP_HEADERS must be headers such as'],
  [{ OTEL_TRACES_SAMPLER: 'sometimes' }, 'OTEL_TRACES_SAMPLER must be one of always_on'],
  [{ OTEL_TRACES_SAMPLER_ARG: '5%' }, 'OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1'],
  [{ OTEL_TRACES_SAMPLER_ARG: '1.5' }, 'OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1'],
])('%j is refused with a sentence that holds no secret', (environment, message) => {
  expect(() => read(environment as unknown as Record<string, string>)).toThrow(ConfigError);
  expect(() => read(environment as unknown as Record<string, string>)).toThrow(message);
  expect(() => read(environment as unknown as Record<string, string>)).not.toThrow('hidden-word');
});
