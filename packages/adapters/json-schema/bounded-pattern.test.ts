import { describe, expect, test } from 'bun:test';
import { boundedPattern, isHarmless } from './bounded-pattern.ts';
import { compileSchema, findSchemaFault } from './compile-schema.ts';

/** Patterns that stall the engine of JavaScript for a minute or much longer, each with a text that does it. */
const EVIL: [pattern: string, text: string][] = [
  ['^(a+)+$', `${'a'.repeat(50_000)}!`],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(50_000)],
  ['(a|aa)+$', `${'a'.repeat(50_000)}!`],
  ['(.*)*x$', 'y'.repeat(20_000)],
  ['^\\s*(.*?)\\s*$', `${' '.repeat(50_000)}x\n`],
  ['\\d+\\d+\\d+!', '1'.repeat(20_000)],
  ['^a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaaaaaaaaaaaaaaaaaa$', 'a'.repeat(27)],
  ['^[\\w.]+@([\\w-]+\\.)+[\\w-]{2,4}$', `a@${'a.'.repeat(20_000)}!`],
];

describe('the pattern of a schema', () => {
  test.each(EVIL)('%p takes no time to speak of, whatever the text', (pattern, text) => {
    const startedAt = performance.now();
    boundedPattern(pattern, 'u').test(text);
    compileSchema({ type: 'string', pattern })(text);
    expect(performance.now() - startedAt).toBeLessThan(30_000);
    expect(isHarmless(pattern)).toBe(false);
  });

  test.each([
    '^\\d{4}-\\d{2}-\\d{2}$',
    '^[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?$',
    '^(daily|weekly|monthly)$',
    '^https://[^/]+/$',
    '^\\+?[0-9]{7,15}$',
  ])('%p, as most are, is left to the quick engine', (pattern) => {
    expect(isHarmless(pattern)).toBe(true);
  });

  test.each([
    ['^a|b$', 'b', true],
    ['^(?<year>\\d{4})(-\\d{2})*$', '2026-11-22', true],
    ['^(\\u0041|\\x42)+$', 'ABBA', true],
    ['^(\\p{L}| )+$', 'Ada Lövelace', true],
    ['^(ab)+$', 'aba', false],
  ])('%p means the same to both engines', (pattern, text, matches) => {
    expect(boundedPattern(pattern, 'u').test(text)).toBe(matches);
    expect(new RegExp(pattern, 'u').test(text)).toBe(matches);
  });

  test('is told from others of the same schema', () => {
    const check = compileSchema({ properties: { a: { pattern: '^(a+)+$' }, b: { pattern: '^(b+)+$' } } });
    expect(check({ a: 'aa', b: 'bb' })).toEqual([]);
    expect(check({ a: 'bb', b: 'aa' }).map(({ path }) => path)).toEqual(['/a', '/b']);
  });

  test('that nobody can bound is refused, and says what to do', () => {
    for (const pattern of ['^(?=.*\\d)(?=.*[a-z]).+$', '^(a+)\\1$']) {
      expect(findSchemaFault({ type: 'string', pattern })).toContain('write it without lookaround and back-references');
    }
  });
});
