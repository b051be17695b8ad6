import { closeSync, openSync, readSync } from 'node:fs';
import type { Contents } from '@fbrain/adapters/postgres/backup-store';

/**
 * A backup is one line of JSON that says what is in it, then an archive of pg_dump in its custom format. Without us,
 * `tail -n +2 FILE | pg_restore` reads it.
 */
export interface Manifest extends Contents {
  format: typeof FORMAT;
  /** Release that made it. */
  version: string;
  createdAt: string;
  /** Major version of pg_dump: no older pg_restore reads the archive. */
  pgDumpVersion: number;
}

export const FORMAT = 'fbrain-backup-1';
const MAGIC = `{"format":"${FORMAT}"`;
/** What an archive of pg_dump begins with. */
const ARCHIVE_MAGIC = 'PGDMP';
/** A line per partition for ten years fits in. */
const MAX_HEADER_BYTES = 4_194_304;

/** The file is no backup; the message says so. */
export class NoBackup extends Error {
  override readonly name = 'NoBackup';
}

export const toHeader = ({ format, ...rest }: Manifest): string => `${JSON.stringify({ format, ...rest })}\n`;

export interface OpenBackup {
  /** Null for a plain archive of pg_dump, about which nothing is known. */
  manifest: Manifest | null;
  /** The archive. */
  archive(): ReadableStream<Uint8Array>;
}

/** Reads the first line. Throws NoBackup for anything else than a backup or an archive. */
export function openBackup(path: string): OpenBackup {
  const start = readStart(path);
  if (start.startsWith(ARCHIVE_MAGIC)) return { manifest: null, archive: () => Bun.file(path).stream() };
  const end = start.indexOf('\n');
  if (!start.startsWith(MAGIC) || end === -1)
    throw new NoBackup(`${path} is no backup of F_BRAIN, nor an archive of pg_dump in its custom format (-Fc).`);
  const manifest = readManifest(start.slice(0, end));
  if (manifest === null)
    throw new NoBackup(
      `${path} is a backup of F_BRAIN whose first line is damaged: take another one. Its archive alone may still be good: \`tail -n +2\` keeps it in a file that restore takes too.`,
    );
  const offset = Buffer.byteLength(start.slice(0, end + 1));
  return { manifest, archive: () => Bun.file(path).slice(offset).stream() };
}

/** Null unless everything is there that a restore goes by. */
function readManifest(line: string): Manifest | null {
  try {
    const manifest = JSON.parse(line);
    const { version, createdAt, owner, grantees, rows, schemaVersion, breakingVersion, pgDumpVersion } = manifest;
    const isWhole =
      [version, createdAt, owner].every((text) => typeof text === 'string') &&
      [schemaVersion, breakingVersion, pgDumpVersion].every(Number.isInteger) &&
      Array.isArray(grantees) &&
      Object.values(rows).every(Number.isInteger);
    return isWhole ? manifest : null;
  } catch {
    return null;
  }
}

function readStart(path: string): string {
  const buffer = Buffer.alloc(MAX_HEADER_BYTES);
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw new NoBackup(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  try {
    // Latin-1 keeps bytes apart where the archive begins; the line itself is ASCII but for names of roles.
    const bytes = buffer.subarray(0, readSync(file, buffer));
    const end = bytes.indexOf(10);
    return end === -1 ? bytes.toString('latin1') : bytes.subarray(0, end + 1).toString('utf8');
  } catch (error) {
    throw new NoBackup(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  } finally {
    closeSync(file);
  }
}
