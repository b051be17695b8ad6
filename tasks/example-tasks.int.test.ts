import { afterAll, describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import type { TaskContext } from 'f-brain';
import summarize from './csv-summarize/task.ts';
import flaky from './demo-flaky.ts';
import sleep from './demo-sleep.ts';
import thumbnail from './image-thumbnail.ts';

const sample = (name: string) => Bun.file(join(import.meta.dir, 'samples', name));

function context(changes: Partial<TaskContext> = {}): TaskContext {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  return { log, progress: async () => {}, signal: new AbortController().signal, attempt: 1, ...changes } as TaskContext;
}

const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: ({ url }) => (url.endsWith('.csv') ? new Response(sample('orders.csv')) : new Response(null, { status: 404 })),
});
afterAll(() => server.stop(true));

describe('csv.summarize', () => {
  test('summarises the sample, inline and from a URL alike', async () => {
    const inline = await summarize.run({ csv: await sample('orders.csv').text() }, context());
    expect(await summarize.run({ url: `${server.url}orders.csv` }, context())).toEqual(inline);
    expect(inline).toMatchObject({ rows: 200, raggedRows: 0, delimiter: ',' });
    expect(inline.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'order_id integer',
      'ordered_at date',
      'customer text',
      'company text',
      'country text',
      'product text',
      'quantity integer',
      'unit_price number',
      'discount_percent integer',
      'paid boolean',
      'shipped_on date',
      'postcode text',
      'note text',
    ]);
    const [orderId] = inline.columns;
    expect(orderId).toMatchObject({ count: 200, nulls: 0, distinct: 200, min: 10_001, max: 10_200, mean: 10_100.5 });
  });

  test('understands other delimiters, ragged rows, empty cells and no header', async () => {
    const summary = await summarize.run({ csv: '\ufeff1;a\n2;\n\n3;b;more\n', header: false }, context());
    expect(summary).toMatchObject({ rows: 3, delimiter: ';', raggedRows: 1 });
    expect(summary.columns.map(({ name, type, nulls }) => [name, type, nulls])).toEqual([
      ['column 1', 'integer', 0],
      ['column 2', 'text', 1],
      ['column 3', 'text', 2],
    ]);
  });

  test('a mistake in the input is permanent and says what is wrong', async () => {
    const attempts = [{ csv: 'a,b\n"open' }, {}, { csv: 'a', url: 'http://x' }, { url: `${server.url}nothing` }];
    for (const input of attempts) {
      await expect(Promise.resolve(summarize.run(input, context()))).rejects.toMatchObject({ name: 'PermanentError' });
    }
  });

  test('stops when it is cancelled', async () => {
    const controller = new AbortController();
    const progress = async () => controller.abort();
    const csv = `a,b\n${'1,2\n'.repeat(100_000)}`;
    const running = summarize.run({ csv }, context({ signal: controller.signal, progress }));
    await expect(Promise.resolve(running)).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('image.thumbnail', () => {
  test('makes the sample smaller and keeps its proportions', async () => {
    const image = Buffer.from(await sample('mountains.png').arrayBuffer()).toString('base64');
    const result = await thumbnail.run({ image, width: 48 }, context());
    expect(result).toMatchObject({
      mediaType: 'image/webp',
      width: 48,
      height: 32,
      original: { format: 'png', width: 96, height: 64 },
    });
  });

  test('refuses for good what is no image', async () => {
    const running = thumbnail.run({ image: btoa('not an image') }, context());
    await expect(Promise.resolve(running)).rejects.toThrow(/This is not an image that can be read/);
  });
});

describe('text.word-count', () => {
  const run = (input: string) => {
    const { stdout, exitCode } = Bun.spawnSync([join(import.meta.dir, 'text-word-count/word_count.py')], {
      stdin: Buffer.from(input),
    });
    return { exitCode, output: stdout.toString() };
  };

  test('counts words of any language', () => {
    const { output } = run(JSON.stringify({ text: "Don't stop.\nDON’T stop, été!", top: 1 }));
    expect(JSON.parse(output)).toEqual({
      lines: 2,
      words: 5,
      uniqueWords: 4,
      characters: 28,
      top: [{ word: 'stop', count: 2 }],
    });
  });

  test('an input without text is a permanent failure', () => {
    expect(run('{}').exitCode).toBe(64);
  });
});

test('demo.flaky fails as often as it is told to', async () => {
  expect(() => flaky.run({ failures: 1 }, context())).toThrow('Failure 1 of 1');
  expect(await flaky.run({ failures: 1 }, context({ attempt: 2 }))).toEqual({ attempts: 2 });
});

test('demo.sleep ends at once when it is cancelled', async () => {
  const signal = AbortSignal.abort();
  await expect(Promise.resolve(sleep.run({ seconds: 3_600 }, context({ signal })))).rejects.toMatchObject({
    name: 'AbortError',
  });
});
