import { expect, test } from 'bun:test';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { type BufferedHint, type Delivery, HintBuffer } from './hint-buffer.ts';

function deliver(buffer: HintBuffer, band: number, runIds: string[], queue = 'default'): Delivery {
  const delivery = {
    message: {} as ConsumeMessage,
    channel: {} as ConfirmChannel,
    lane: { queue, band },
    open: runIds.length,
  };
  buffer.add(delivery, runIds);
  return delivery;
}

const numbered = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}-${n}`);
const runIds = (hints: BufferedHint[]) => hints.map(({ runId }) => runId);
const upTo = (limit: number, processLimit = 0) => ({ limit, processLimit });

test('hints leave by urgency, then by arrival', () => {
  const buffer = new HintBuffer();
  deliver(buffer, 2, ['low']);
  deliver(buffer, 1, ['normal-1', 'normal-2']);
  deliver(buffer, 0, ['high']);
  expect(runIds(buffer.take(upTo(10)))).toEqual(['high', 'normal-1', 'normal-2', 'low']);
});

test('a low hint is served although high ones keep waiting', () => {
  const buffer = new HintBuffer();
  deliver(buffer, 0, numbered('high', 20));
  deliver(buffer, 2, ['low']);
  expect(runIds(buffer.take(upTo(8)))).toContain('low');
});

test('hints put back are the first to leave again', () => {
  const buffer = new HintBuffer();
  deliver(buffer, 1, ['a', 'b', 'c']);
  const taken = buffer.take(upTo(2));
  buffer.putBack(taken);
  expect(runIds(buffer.take(upTo(3)))).toEqual(['a', 'b', 'c']);
});

test('surplus leaves as whole deliveries, least urgent and latest first', () => {
  const buffer = new HintBuffer();
  deliver(buffer, 0, ['high']);
  const early = deliver(buffer, 1, ['a', 'b']);
  const late = deliver(buffer, 1, ['c', 'd']);
  expect(buffer.takeSurplus(3)).toEqual([late]);
  expect(buffer.takeSurplus(3)).toEqual([]);
  expect(buffer.takeSurplus(1)).toEqual([early]);
  expect(runIds(buffer.take(upTo(10)))).toEqual(['high']);
});

test('a delivery that is being claimed is no surplus', () => {
  const buffer = new HintBuffer();
  deliver(buffer, 1, ['a', 'b']);
  buffer.take(upTo(1));
  expect(buffer.takeSurplus(0)).toEqual([]);
  expect(buffer.size).toBe(1);
});

test('a queue with a long backlog leaves others their share of the slots', () => {
  const buffer = new HintBuffer();
  deliver(buffer, 1, numbered('many', 50));
  deliver(buffer, 1, ['few-0', 'few-1'], 'other');
  const running = new Map([['default', 8]]);
  expect(runIds(buffer.take({ ...upTo(3), running }))).toEqual(['few-0', 'few-1', 'many-0']);
});

test('queues with the same share are served in turns', () => {
  const buffer = new HintBuffer();
  deliver(buffer, 1, ['a', 'b', 'c']);
  deliver(buffer, 1, ['x', 'y'], 'other');
  expect(runIds(buffer.take(upTo(4)))).toEqual(['a', 'x', 'b', 'y']);
});

test('no queue is passed over for ever where there are more of them than slots', () => {
  const buffer = new HintBuffer();
  for (const queue of ['a', 'b', 'c']) deliver(buffer, 1, numbered(queue, 5), queue);
  const served = numbered('turn', 6).flatMap(() => runIds(buffer.take(upTo(1))));
  expect(served).toEqual(['a-0', 'b-0', 'c-0', 'a-1', 'b-1', 'c-1']);
});

test('surplus is of the queue with the most hints', () => {
  const buffer = new HintBuffer();
  const backlog = [deliver(buffer, 1, numbered('a', 10)), deliver(buffer, 1, numbered('b', 10))];
  deliver(buffer, 1, ['few'], 'other');
  expect(buffer.takeSurplus(11)).toEqual([backlog[1]] as Delivery[]);
  expect(buffer.takeSurplus(1)).toEqual([backlog[0]] as Delivery[]);
  expect(runIds(buffer.take(upTo(10)))).toEqual(['few']);
});

test('hints that wait for a process let the others pass, and go first when there is one', () => {
  const buffer = new HintBuffer();
  deliver(buffer, 1, ['process-1', 'process-2', 'a', 'b', 'c']);
  buffer.hold(buffer.take(upTo(2)));
  expect(buffer.size).toBe(5);
  expect(buffer.open).toBe(3);
  expect(runIds(buffer.take(upTo(1)))).toEqual(['a']);
  expect(runIds(buffer.take(upTo(2, 1)))).toEqual(['process-1', 'b']);
  expect(runIds(buffer.take(upTo(9, 9)))).toEqual(['process-2', 'c']);
});

test('what waits for a process is handed back with its delivery', () => {
  const buffer = new HintBuffer();
  const delivery = deliver(buffer, 1, ['process', 'a']);
  buffer.hold(buffer.take(upTo(1)));
  expect(buffer.takeSurplus(0)).toEqual([delivery]);
  expect(buffer.size).toBe(0);
});
