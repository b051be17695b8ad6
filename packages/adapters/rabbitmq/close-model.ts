import type { ChannelModel } from 'amqplib';

const CLOSE_TIMEOUT_MS = 1_000;

/** Says goodbye, but not for long: a dead peer never answers. */
export async function closeModel(model: ChannelModel): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_TIMEOUT_MS);
  });
  await Promise.race([model.close().catch(() => {}), patience]);
  clearTimeout(timer);
  destroySocket(model);
}

/** amqplib only half-closes its socket, which then waits minutes for a peer that is gone. */
export function destroySocket(model: ChannelModel): void {
  (model.connection as { stream?: { destroy?: () => void } }).stream?.destroy?.();
}
