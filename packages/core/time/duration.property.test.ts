import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { DomainError } from '../errors/domain-error.ts';
import { DURATION_PATTERN, formatDuration, MAX_DURATION_MS, parseDuration } from './duration.ts';

test('any whole number of milliseconds reads back as what was written', () => {
  const durations = fc.integer({ min: 0, max: MAX_DURATION_MS });
  fc.assert(fc.property(durations, (ms) => expect(parseDuration(formatDuration(ms), '/x')).toBe(ms)));
});

test('what is written is the shortest of the texts that mean the same', () => {
  const texts = fc.tuple(fc.integer({ min: 1, max: 3_650 }), fc.constantFrom('ms', 's', 'm', 'h', 'd'));
  fc.assert(
    fc.property(texts, ([count, unit]) => {
      const text = `${count}${unit}`;
      expect(formatDuration(parseDuration(text, '/x')).length).toBeLessThanOrEqual(text.length);
    }),
  );
});

test('any text is either a duration within bounds or refused with the name of the field', () => {
  const texts = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(new RegExp(DURATION_PATTERN)));
  fc.assert(
    fc.property(texts, (text) => {
      try {
        const ms = parseDuration(text, '/delay');
        expect(Number.isSafeInteger(ms) && ms >= 0 && ms <= MAX_DURATION_MS).toBe(true);
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        expect(error.fields.map(({ path }) => path)).toEqual(['/delay']);
      }
    }),
  );
});
