import { expect, test } from 'bun:test';
import { createPasswordHasher } from './password-hasher.ts';

test('a password is recognised by its hash, and nothing else is', async () => {
  const hasher = createPasswordHasher();
  const hash = await hasher.hash('four random words');
  expect(hash).toStartWith('$argon2id$');
  expect(await hasher.verify('four random words', hash)).toBe(true);
  expect(await hasher.verify('four random word', hash)).toBe(false);
  expect(await hasher.verify('four random words', null)).toBe(false);
});

test('a storm of logins waits in a bounded line and leaves the event loop to others', async () => {
  const hasher = createPasswordHasher();
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  const outcomes = await Promise.all(
    Array.from({ length: 100 }, () =>
      hasher.verify('x', null).then(
        () => 'answered',
        ({ code }) => code,
      ),
    ),
  );
  clearInterval(timer);
  expect(outcomes.filter((outcome) => outcome === 'answered').length).toBe(66);
  expect(outcomes.filter((outcome) => outcome === 'overloaded').length).toBe(34);
  expect(ticks).toBeGreaterThan(50);
  expect(await hasher.verify('x', null)).toBe(false);
});
