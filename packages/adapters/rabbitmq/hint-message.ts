export const HINT_CONTENT_TYPE = 'application/vnd.fbrain.hint';

/** Most run ids in one message: bulk work then costs RabbitMQ a hundredth of its messages. */
export const MAX_HINTS_PER_MESSAGE = 100;

const FORMAT_VERSION = 1;
const UUID_BYTES = 16;

/** Messages that carry the ids: one byte of format version, then 16 bytes for each. */
export function encodeHints(runIds: readonly string[]): Buffer[] {
  const messages: Buffer[] = [];
  for (let from = 0; from < runIds.length; from += MAX_HINTS_PER_MESSAGE) {
    const ids = runIds.slice(from, from + MAX_HINTS_PER_MESSAGE).map(toBytes);
    messages.push(Buffer.concat([Buffer.of(FORMAT_VERSION), ...ids]));
  }
  return messages;
}

/** The run ids of a message, or why it is none of ours. */
export function decodeHints(content: Buffer, contentType: unknown): string[] | { fault: string } {
  if (contentType !== HINT_CONTENT_TYPE) return { fault: `content type ${contentType ?? 'absent'}` };
  if (content[0] !== FORMAT_VERSION) return { fault: `format version ${content[0] ?? 'absent'}` };
  const count = (content.length - 1) / UUID_BYTES;
  if (!Number.isInteger(count) || count < 1 || count > MAX_HINTS_PER_MESSAGE) {
    return { fault: `length of ${content.length} bytes` };
  }
  return Array.from({ length: count }, (_, index) => toUuid(content, 1 + index * UUID_BYTES));
}

function toBytes(uuid: string): Buffer {
  const bytes = Buffer.from(uuid.replaceAll('-', ''), 'hex');
  if (bytes.length !== UUID_BYTES) throw new RangeError(`A run id must be a UUID, got "${uuid}"`);
  return bytes;
}

function toUuid(content: Buffer, from: number): string {
  const hex = content.toString('hex', from, from + UUID_BYTES);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
