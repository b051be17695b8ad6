import { afterAll, afterEach, expect, jest, test } from 'bun:test';
import { browserConnection } from './browser-connection.ts';

/** Bun has no page: this one is always seen. */
Object.assign(globalThis, { document: Object.assign(new EventTarget(), { hidden: false }) });
const others = new BroadcastChannel('fbrain.turns');
afterEach(() => void jest.useRealTimers());
afterAll(() => {
  others.close();
  Reflect.deleteProperty(globalThis, 'document');
});

/** Lets two other pages take the turn. */
async function loseTurn(): Promise<void> {
  // A page counts its turns from when it first wants one.
  await browserConnection.untilWanted(AbortSignal.abort());
  const lost = Promise.withResolvers<void>();
  const stop = browserConnection.onUnwanted(lost.resolve, new Promise(() => {}));
  dispatchEvent(new Event('focus'));
  for (const page of ['a', 'b']) others.postMessage(page);
  await lost.promise;
  stop();
}

/** Watches a try that the server answers when told so, by a clock that is moved by hand. */
function watch() {
  jest.useFakeTimers();
  const opened = Promise.withResolvers<void>();
  let isGivenUp = false;
  const giveUp = () => {
    isGivenUp = true;
  };
  const stop = browserConnection.onUnwanted(giveUp, opened.promise);
  const open = () => {
    opened.resolve();
    return opened.promise;
  };
  return { open, stop, isGivenUp: () => isGivenUp };
}

test('a page without a turn looks in for two seconds from when the server has answered', async () => {
  await loseTurn();
  const { open, stop, isGivenUp } = watch();
  jest.advanceTimersByTime(19_000);
  expect(isGivenUp()).toBe(false);
  await open();
  jest.advanceTimersByTime(2_000);
  expect(isGivenUp()).toBe(true);
  stop();
});

test('a page that is given its turn while it looks in stays', async () => {
  await loseTurn();
  const { open, stop, isGivenUp } = watch();
  await open();
  dispatchEvent(new Event('focus'));
  jest.advanceTimersByTime(60_000);
  expect(isGivenUp()).toBe(false);
  stop();
});
