import type { RunError } from '../run/run.ts';

/** A message may hold a whole document; its beginning says what it is about. */
const MAX_MESSAGE = 300;

/** What differs from run to run in messages that mean the same, and what stands for it. */
const VARIABLE: readonly [RegExp, string][] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '<id>'],
  [/\b\d{4}-\d{2}-\d{2}([T ][\d:.]+(Z|[+-]\d{2}:?\d{2})?)?/g, '<time>'],
  [/\b[\w.+-]+@[\w-]+\.[\w.-]+/g, '<address>'],
  [/\b(?=[a-f]*\d)[0-9a-f]{8,}\b/gi, '<id>'],
  [/"[^"]*"|'[^']*'|`[^`]*`/g, '<text>'],
  [/\d+([.,]\d+)*/g, '<n>'],
];

/** The first line of a message with all that is particular to one run replaced. */
export function normaliseMessage(message: string): string {
  const line =
    message
      .slice(0, MAX_MESSAGE * 4)
      .trimStart()
      .split('\n', 1)[0] ?? '';
  const general = VARIABLE.reduce((text, [pattern, name]) => text.replace(pattern, name), line);
  return general.slice(0, MAX_MESSAGE).trim();
}

/** Nobody's path is longer, and looking through a longer line takes time. */
const MAX_FRAME = 400;

/** Frames of the platform, of dependencies and of our task host: they fail on behalf of the code that called them. */
const FOREIGN =
  /\/task-host\.js|worker\/src\/task-host\/|node_modules|node:|bun:|native:|native code|<anonymous>|\[eval\]/;

/** Whether a line of a stack is a frame in code of the task itself. */
export const isOwnFrame = (line: string): boolean =>
  line.length <= MAX_FRAME && /^\s*at /.test(line) && !FOREIGN.test(line);

/**
 * The first frame of the stack in code of the task itself: function and file, without the line, which moves with every
 * change of the file. Null = the stack has none.
 */
export function ownFrame(stack: string | undefined): string | null {
  for (const line of (stack ?? '').split('\n', 60)) {
    if (!isOwnFrame(line)) continue;
    const frame = /^\s*at (?:async )?(?:(.+?) \()?(.+?)(?::\d+){1,2}\)?$/.exec(line);
    if (!frame) continue;
    const [, name, file = ''] = frame;
    return `${name ?? ''} ${file.split(/[\\/]/).at(-1)?.replace(/\?.*$/, '') ?? ''}`.trim();
  }
  return null;
}

/**
 * What failures that look alike have in common, as 16 hexadecimal digits: task, kind and class of the error, normalised
 * message, place in the code.
 */
export function fingerprintOf(task: string, error: RunError): string {
  const parts = [task, error.kind, error.name ?? '', normaliseMessage(error.message), ownFrame(error.stack) ?? ''];
  const text = parts.join('\n');
  return hash32(text, 0x811c9dc5) + hash32(text, 0x9747b28c);
}

/** The same error with its fingerprint. */
export const fingerprinted = (task: string, error: RunError): RunError => ({
  ...error,
  fingerprint: fingerprintOf(task, error),
});

/** FNV-1a, finished as MurmurHash3 is: two seeds make 64 bits, which is plenty for thousands of groups. */
function hash32(text: string, seed: number): string {
  let hash = seed;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, '0');
}
