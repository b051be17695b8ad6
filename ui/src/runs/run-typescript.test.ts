import { expect, test } from 'bun:test';
import type { Json } from '@fbrain/core/run/json';
import { runTypeScript } from './run-typescript.ts';

/** The input that the program hands to the client. */
function inputOf(code: string): unknown {
  const body = code.split('\n').slice(6, -1).join('\n');
  const value = body.replace(/^const run = await client\.enqueue\("demo\.echo", /, '').replace(/\);$/, '');
  return new Function(`return (${value})`)();
}

test.each<Json>([
  { text: `it's "quoted" \\n \`id\` \${x} \u2028` },
  [1, null, { deep: [] }],
  JSON.parse('{"__proto__":{"admin":true}}'),
])('the program hands over the input unchanged: %p', (input) => {
  const code = runTypeScript('http://localhost:3000', { task: 'demo.echo', input });
  expect(code).toContain('url: "http://localhost:3000",');
  expect(JSON.stringify(inputOf(code))).toBe(JSON.stringify(input));
});

test('a task without input gets an empty one', () => {
  expect(runTypeScript('http://x', { task: 'a"b' })).toContain('client.enqueue("a\\"b", {});');
});

test('options follow the input', () => {
  const code = runTypeScript('http://x', { task: 'demo.echo', input: { n: 1 }, tags: ['a'] });
  const sent: unknown[] = [];
  new Function('client', code.slice(code.indexOf('client.enqueue'), code.indexOf('\nconsole')))({
    enqueue: (...given: unknown[]) => sent.push(...given),
  });
  expect(sent).toEqual(['demo.echo', { n: 1 }, { tags: ['a'] }]);
});
