export interface BoundedBuffer {
  push(bytes: Uint8Array): void;
  /** null = more than the limit was pushed. */
  text(): string | null;
}

/** Keeps at most `limitBytes`; calls back, once, when there is more. */
export function createBoundedBuffer(limitBytes: number, onOverflow: () => void): BoundedBuffer {
  let chunks: Uint8Array[] = [];
  let size = 0;
  return {
    push: (bytes) => {
      if (size > limitBytes) return;
      size += bytes.byteLength;
      if (size <= limitBytes) chunks.push(bytes);
      else {
        chunks = [];
        onOverflow();
      }
    },
    text: () => (size > limitBytes ? null : Buffer.concat(chunks).toString('utf8')),
  };
}
