import { expect, test } from 'bun:test';
import { NEXT, RUN_STATES } from './run-state.ts';

test('the diagram in docs/state-machine.md shows exactly the transitions of the state machine', async () => {
  const page = await Bun.file(new URL('../../../docs/state-machine.md', import.meta.url)).text();
  const drawn = [...page.matchAll(/^ {2}(\w+) --> (\w+)/gm)].map(([, from, to]) => `${from} ${to}`);
  const allowed = RUN_STATES.flatMap((from) => NEXT[from].map((to) => `${from} ${to}`));
  expect(drawn.sort()).toEqual(allowed.sort());
});
