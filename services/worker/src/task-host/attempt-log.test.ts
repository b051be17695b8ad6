import { expect, test } from 'bun:test';
import { createAttemptLog } from './attempt-log.ts';
import type { HostLogLine } from './protocol.ts';

function setup(limitBytes = 100_000) {
  const lines: HostLogLine[] = [];
  const write = createAttemptLog({ runId: 'r', attempt: 1 }, limitBytes, (line) => lines.push(line));
  return { lines, write };
}

test('whatever is given as fields becomes a JSON object', () => {
  const { lines, write } = setup();
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  for (const fields of [{ a: 1n }, [1, 2], 'text', new Date(0), cyclic, () => 1]) write('info', 'm', fields);
  const parsed = lines.map((line) => JSON.parse(line.fieldsJson ?? 'null'));
  expect(parsed.slice(0, 4)).toEqual([
    { a: '1' },
    { value: [1, 2] },
    { value: 'text' },
    { value: '1970-01-01T00:00:00.000Z' },
  ]);
  expect(parsed.slice(4).every((fields) => typeof fields.value === 'string')).toBe(true);
});

test('long messages and large or deep fields are cut', () => {
  const { lines, write } = setup();
  const deep = JSON.parse('['.repeat(200) + ']'.repeat(200));
  write('info', 'x'.repeat(100_000), { large: 'y'.repeat(100_000) });
  write('info', 'm', { deep });
  expect(lines[0]?.message).toHaveLength(16_384);
  expect(Object.keys(JSON.parse(lines[0]?.fieldsJson ?? ''))).toEqual(['cut']);
  expect(Object.keys(JSON.parse(lines[1]?.fieldsJson ?? ''))).toEqual(['cut']);
});

test('at its limit the log ends with a last word', () => {
  const { lines, write } = setup(30);
  for (let i = 0; i < 100; i++) write('info', 'ten chars!');
  expect(lines).toHaveLength(4);
  expect(lines.at(-1)).toMatchObject({ level: 'warn', message: expect.stringContaining('limit of 30 bytes') });
});
