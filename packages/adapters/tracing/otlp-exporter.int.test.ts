import { afterEach, describe, expect, test } from 'bun:test';
import { eventually } from '@fbrain/testing/eventually';
import { silentLogger } from '../logging/logger.ts';
import { createOtlpExporter } from './otlp-exporter.ts';
import type { FinishedSpan } from './span.ts';

const servers: { stop(isAbrupt: boolean): Promise<void> }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) void server.stop(true);
});

interface OtlpBody {
  resourceSpans: { scopeSpans: { spans: { name: string }[] }[] }[];
}

/** A collector that answers as it is told, and the exporter that sends to it. */
function setup(answer: (count: number) => Response | Promise<Response> = () => new Response('{}')) {
  const names: string[] = [];
  const counts = { requests: 0, sent: 0, dropped: 0 };
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0,
    async fetch(request) {
      const body = (await request.json()) as OtlpBody;
      const answered = await answer(++counts.requests);
      if (answered.ok) names.push(...(body.resourceSpans[0]?.scopeSpans[0]?.spans.map(({ name }) => name) ?? []));
      return answered;
    },
  });
  servers.push(server);
  const exporter = createOtlpExporter({
    url: `${server.url}v1/traces`,
    headers: {},
    resource: {},
    logger: silentLogger,
    onSent: (spans) => (counts.sent += spans),
    onDropped: (spans) => (counts.dropped += spans),
    delayMs: 10,
  });
  return { exporter, names, counts };
}

const span = (name: string): FinishedSpan => ({
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  parentSpanId: null,
  tracestate: null,
  name,
  kind: 'internal',
  startMs: 1,
  endMs: 2,
  attributes: {},
  links: [],
  error: null,
});
const add = (exporter: { add(span: FinishedSpan): void }, count: number) => {
  for (let n = 0; n < count; n++) exporter.add(span(String(n)));
};

describe('spans', () => {
  test('are sent in batches, each once', async () => {
    const { exporter, names, counts } = setup();
    add(exporter, 1_200);
    await eventually(() => expect(names).toHaveLength(1_200));
    expect(new Set(names).size).toBe(1_200);
    await eventually(() => expect(counts).toEqual({ requests: 3, sent: 1_200, dropped: 0 }));
  });

  test('that the collector cannot take now are sent again', async () => {
    const { exporter, names, counts } = setup((n) => new Response('', { status: n === 1 ? 503 : 200 }));
    add(exporter, 2);
    await eventually(() => expect(names).toEqual(['0', '1']));
    await eventually(() => expect(counts).toEqual({ requests: 2, sent: 2, dropped: 0 }));
  });

  test('that it refuses are counted as dropped', async () => {
    const { exporter, counts } = setup(() => new Response('what?', { status: 400 }));
    add(exporter, 2);
    await eventually(() => expect(counts).toEqual({ requests: 1, sent: 0, dropped: 2 }));
  });

  test('beyond what may wait are dropped, and whoever ends one never waits', () => {
    const { exporter, counts } = setup(() => new Promise(() => {}));
    add(exporter, 10_000);
    expect(counts.dropped).toBe(10_000 - 8_192 - 512);
  });

  test('are sent when the process ends, unless the collector hangs', async () => {
    const well = setup();
    add(well.exporter, 1);
    await well.exporter.stop();
    expect(well.names).toEqual(['0']);
    const hanging = setup(() => new Promise(() => {}));
    add(hanging.exporter, 1);
    await hanging.exporter.stop();
    expect(hanging.counts.dropped).toBeLessThanOrEqual(1);
  });
});
