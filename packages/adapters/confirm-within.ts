import { TransportDown } from '@fbrain/core/transport/transport';

/** Waits for a carrier's answer, and rejects with TransportDown when it fails or takes longer than `timeoutMs`. */
export async function confirmWithin<T>(answer: Promise<T>, timeoutMs: number, carrier: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TransportDown(`${carrier} did not confirm within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([answer, timeout]);
  } catch (error) {
    if (error instanceof TransportDown) throw error;
    throw new TransportDown(`${carrier} refused: ${error instanceof Error ? error.message : error}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
