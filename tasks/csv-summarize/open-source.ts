import { PermanentError, RetryError } from 'f-brain';

/** Above this a file belongs into a database, not into a summary. */
const MAX_BYTES = 100 * 1024 * 1024;

export interface CsvSource {
  /** Up to the first line break. */
  firstLine: string;
  /** null = unknown. */
  sizeBytes: number | null;
  /** The whole text, the first line included. */
  chunks: AsyncIterable<Uint8Array>;
}

/** Opens the text that was given or the one behind the URL. */
export async function openSource(input: { csv?: string; url?: string }, signal: AbortSignal): Promise<CsvSource> {
  if ((input.csv === undefined) === (input.url === undefined)) {
    throw new PermanentError('Give either csv or url, not both and not neither.');
  }
  if (input.csv !== undefined) return peek(inSlices(Buffer.from(input.csv)), Buffer.byteLength(input.csv));
  const url = input.url ?? '';
  const response = await fetch(url, { signal });
  if (!response.ok || !response.body) throw refusal(url, response);
  const length = Number(response.headers.get('content-length'));
  return peek(limited(response.body), length > 0 ? length : null);
}

/** A server that is busy or broken may recover; a wrong address will not. */
function refusal(url: string, { status }: Response): Error {
  const message = `${url} answered ${status}`;
  const mayRecover = status >= 500 || status === 408 || status === 429;
  return mayRecover ? new RetryError(message) : new PermanentError(`${message}: there is nothing to summarise.`);
}

const SLICE_BYTES = 64 * 1024;

/** In portions, so that a large text does not hold up the other runs of this host. */
async function* inSlices(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += SLICE_BYTES) yield bytes.subarray(start, start + SLICE_BYTES);
}

async function* limited(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) throw new PermanentError(`The file is larger than ${MAX_BYTES / 1024 / 1024} MiB.`);
    yield chunk;
  }
}

/** Reads the first chunk for its first line and puts it back. */
async function peek(chunks: AsyncGenerator<Uint8Array>, sizeBytes: number | null): Promise<CsvSource> {
  const { value: first = new Uint8Array() } = await chunks.next();
  const [firstLine = ''] = new TextDecoder().decode(first).split(/\r?\n/, 1);
  async function* all() {
    yield first;
    yield* chunks;
  }
  return { firstLine, sizeBytes, chunks: all() };
}
