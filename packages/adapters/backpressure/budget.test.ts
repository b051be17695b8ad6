import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { createBudget } from './budget.ts';

test('room that was given back can be taken again, and giving it back twice changes nothing', () => {
  const budget = createBudget({ maxCount: 1, maxBytes: 100 });
  const giveBack = budget.take(1, 10);
  expect(budget.take(1, 10)).toBeNull();
  giveBack?.();
  giveBack?.();
  expect(budget.take(1, 10)).not.toBeNull();
  expect(budget.take(1, 10)).toBeNull();
});

test('what is larger than the whole budget fits when nothing else is in the works', () => {
  const budget = createBudget({ maxCount: 2, maxBytes: 100 });
  const giveBack = budget.take(1, 1_000);
  expect(budget.take(1, 0)).toBeNull();
  giveBack?.();
  expect(budget.take(3, 0)).not.toBeNull();
});

test('whatever is taken and given back, several together never exceed the budget', () => {
  const steps = fc.array(
    fc.record({ count: fc.integer({ min: 1, max: 5 }), bytes: fc.nat(50), givesBack: fc.boolean() }),
  );
  const property = fc.property(steps, (all) => {
    const budget = createBudget({ maxCount: 10, maxBytes: 100 });
    const held: { count: number; bytes: number; giveBack: () => void }[] = [];
    for (const { count, bytes, givesBack } of all) {
      if (givesBack) held.shift()?.giveBack();
      const giveBack = budget.take(count, bytes);
      if (giveBack) held.push({ count, bytes, giveBack });
      const sum = (of: 'count' | 'bytes') => held.reduce((total, one) => total + one[of], 0);
      if (held.length > 1) expect(sum('count') <= 10 && sum('bytes') <= 100).toBe(true);
    }
  });
  fc.assert(property);
});
