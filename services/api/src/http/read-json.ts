import { DomainError } from '@fbrain/core/errors/domain-error';

const JSON_TYPE = /^application\/(json|[\w.+-]+\+json)\s*(;|$)/i;

/**
 * Reads a JSON body of at most `limitBytes`.
 * @throws DomainError `unsupported-media-type`, `body-too-large` or `invalid-json`
 */
export async function readJson(request: Request, limitBytes: number): Promise<unknown> {
  const type = request.headers.get('content-type') ?? '';
  if (!JSON_TYPE.test(type)) {
    const got = type === '' ? 'none' : `"${type.slice(0, 100)}"`;
    throw new DomainError('unsupported-media-type', `Send the body as "Content-Type: application/json", got ${got}.`);
  }
  const text = await readText(request, limitBytes);
  if (text === '') throw new DomainError('invalid-json', 'The body is empty: send a JSON object.');
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DomainError('invalid-json', `The body is not valid JSON. ${reason}`);
  }
}

async function readText(request: Request, limitBytes: number): Promise<string> {
  const length = request.headers.get('content-length');
  if (length === null) return await readChunks(request, limitBytes);
  if (Number(length) > limitBytes) throw bodyTooLarge(limitBytes);
  return await request.text();
}

/** A body that does not say how long it is must not be trusted to end. */
async function readChunks(request: Request, limitBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > limitBytes) throw bodyTooLarge(limitBytes);
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

const bodyTooLarge = (limitBytes: number): DomainError =>
  new DomainError(
    'body-too-large',
    `The body is larger than ${limitBytes} bytes. Send less, or raise BODY_LIMIT of the API.`,
  );
