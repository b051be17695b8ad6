/** One server-sent event. */
export interface SseEvent {
  event: string;
  data: string;
}

/**
 * Reads the event-stream format of the HTML standard from text that arrives in any pieces. Comments, `id` and `retry`
 * are skipped: positions travel in the data, and we choose our own backoff.
 */
export function createSseParser(onEvent: (event: SseEvent) => void): (chunk: string) => void {
  let rest = '';
  let event = '';
  let data: string[] = [];

  const takeLine = (line: string) => {
    if (line === '') {
      if (data.length > 0) onEvent({ event: event || 'message', data: data.join('\n') });
      event = '';
      data = [];
      return;
    }
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') event = value;
    if (name === 'data') data.push(value);
  };

  return (chunk) => {
    const text = rest + chunk;
    // A trailing CR may be the first half of a CRLF: it waits for the next piece.
    const isHalf = text.endsWith('\r');
    const lines = (isHalf ? text.slice(0, -1) : text).split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? '') + (isHalf ? '\r' : '');
    lines.forEach(takeLine);
  };
}
