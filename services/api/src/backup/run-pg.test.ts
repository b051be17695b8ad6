import { expect, test } from 'bun:test';
import { writeToPg } from './run-pg.ts';

/** What a file gives: pieces as they are asked for. */
function pieces(count: number): ReadableStream<Uint8Array> {
  let left = count;
  return new ReadableStream({
    pull(controller) {
      if (left-- > 0) controller.enqueue(new Uint8Array(65_536));
      else controller.close();
    },
  });
}

test('a program that ends before it has read everything is no failure', async () => {
  const run = { command: ['sh', '-c', 'echo done'], env: { PATH: '/usr/bin:/bin' } };
  for (let round = 0; round < 20; round++) expect(await writeToPg(run, pieces(8))).toBe('done\n');
});
