import { expect, test } from 'bun:test';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { type BufferedHint, type Delivery, HintBuffer } from './hint-buffer.ts';

function deliver(buffer: HintBuffer, band: number, runIds: string[]): Delivery {
  const delivery = {
    message: {} as ConsumeMessage,
    channel: {} as ConfirmChannel,
    lane: { queue: 'default', band },
    open: runIds.length,
  };
  buffer.add(delivery, runIds);
  return delivery;
}

const runIds = (hints: BufferedHint[]) => hints.map(({ runId }) => runId);

test('hints leave by urgency, then by arrival', () => {
  const buffer = new HintBuffer();
  deliver(buffer, 2, ['low']);
  deliver(buffer, 1, ['normal-1', 'normal-2']);
  deliver(buffer, 0, ['high']);
  expect(runIds(buffer.take(10))).toEqual(['high', 'normal-1', 'normal-2', 'low']);
});

test('a low hint is served although high ones keep waiting', () => {
  const buffer = new HintBuffer();
  deliver(
    buffer,
    0,
    Array.from({ length: 20 }, (_, n) => `high-${n}`),
  );
  deliver(buffer, 2, ['low']);
  expect(runIds(buffer.take(8))).toContain('low');
});

test('hints put back are the first to leave again', () => {
  const buffer = new HintBuffer();
  deliver(buffer, 1, ['a', 'b', 'c']);
  const taken = buffer.take(2);
  buffer.putBack(taken);
  expect(runIds(buffer.take(3))).toEqual(['a', 'b', 'c']);
});

test('surplus leaves as whole deliveries, least urgent and latest first', () => {
  const buffer = new HintBuffer();
  deliver(buffer, 0, ['high']);
  const early = deliver(buffer, 1, ['a', 'b']);
  const late = deliver(buffer, 1, ['c', 'd']);
  expect(buffer.takeSurplus(3)).toEqual([late]);
  expect(buffer.takeSurplus(3)).toEqual([]);
  expect(buffer.takeSurplus(1)).toEqual([early]);
  expect(runIds(buffer.take(10))).toEqual(['high']);
});

test('a delivery that is being claimed is no surplus', () => {
  const buffer = new HintBuffer();
  deliver(buffer, 1, ['a', 'b']);
  buffer.take(1);
  expect(buffer.takeSurplus(0)).toEqual([]);
  expect(buffer.size).toBe(1);
});
