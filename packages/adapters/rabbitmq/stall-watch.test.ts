import { afterEach, expect, test } from 'bun:test';
import { StallWatch } from './stall-watch.ts';

const watches: StallWatch[] = [];
afterEach(() => {
  for (const watch of watches.splice(0)) watch.stop();
});

function setup() {
  const state = { isWaiting: true, received: 7, ready: 3, stalls: 0 };
  const watch = new StallWatch({
    checkEveryMs: 3_600_000,
    isWaiting: () => state.isWaiting,
    received: () => state.received,
    countReady: async () => state.ready,
    onStall: () => state.stalls++,
  });
  watches.push(watch);
  const look = async (times: number) => {
    for (let time = 0; time < times; time++) await watch.runOnce();
  };
  return { state, look };
}

test('a consumer that waits beside a full lane and gets nothing has stalled', async () => {
  const { state, look } = setup();
  await look(2);
  expect(state.stalls).toBe(0);
  await look(1);
  expect(state.stalls).toBe(1);
});

test('an empty lane is no stall', async () => {
  const { state, look } = setup();
  state.ready = 0;
  await look(5);
  expect(state.stalls).toBe(0);
});

test('a worker without free slots is no stall', async () => {
  const { state, look } = setup();
  state.isWaiting = false;
  await look(5);
  expect(state.stalls).toBe(0);
});

test('a message that arrives ends the suspicion', async () => {
  const { state, look } = setup();
  await look(2);
  state.received++;
  await look(2);
  expect(state.stalls).toBe(0);
});
