/** Longest line that is kept; the rest of a longer one is dropped. */
const MAX_LINE_LENGTH = 16_384;

export interface LineSplitter {
  push(bytes: Uint8Array): void;
  /** Hands out the last line, which may lack its newline. */
  end(): void;
}

/** Cuts bytes into lines and leaves empty ones out. What is not UTF-8 becomes U+FFFD. */
export function createLineSplitter(onLine: (line: string) => void): LineSplitter {
  const decoder = new TextDecoder();
  let open = '';
  const emit = () => {
    const line = open.endsWith('\r') ? open.slice(0, -1) : open;
    open = '';
    if (line.length > 0) onLine(line.length > MAX_LINE_LENGTH ? `${line.slice(0, MAX_LINE_LENGTH)}…` : line);
  };
  const take = (text: string) => {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) emit();
      // A line that never ends must not fill the memory.
      if (open.length <= MAX_LINE_LENGTH) open += part;
    }
  };
  return {
    push: (bytes) => take(decoder.decode(bytes, { stream: true })),
    end: () => {
      take(decoder.decode());
      emit();
    },
  };
}
