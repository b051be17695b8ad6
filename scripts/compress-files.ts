import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const TEXT = new Set(['.css', '.html', '.js', '.json', '.svg', '.webmanifest']);
/** What fits into one packet does not arrive sooner. */
const MIN_BYTES = 1_024;

/** Puts a .gz and a .br beside each text file, as small as they get: a web server sends them instead of compressing. */
export function compressFiles(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!TEXT.has(extname(name))) continue;
    const path = join(folder, name);
    const content = readFileSync(path);
    if (content.byteLength < MIN_BYTES) continue;
    writeFileSync(`${path}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }));
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.byteLength };
    writeFileSync(`${path}.br`, brotliCompressSync(content, { params }));
  }
}
