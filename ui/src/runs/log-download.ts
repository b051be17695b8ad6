import type { RunLogEntry } from '@fbrain/core/run/run';
import { followEvents } from '../live/event-stream.ts';
import { createLogBuffer, type LogBuffer } from './log-buffer.ts';
import { runLogPath } from './runs-queries.ts';

/** Lines that become one piece of text: small enough to be made between two frames. */
const PIECE = 20_000;

/** All lines that a buffer holds as text, each with its time and level, in pieces for a file. */
export function toTextPieces(buffer: LogBuffer): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < buffer.length; from += PIECE) {
    const count = Math.min(PIECE, buffer.length - from);
    pieces.push(Array.from({ length: count }, (_, index) => lineText(buffer, from + index)).join(''));
  }
  return pieces;
}

function lineText(buffer: LogBuffer, index: number): string {
  const line = buffer.lineAt(index);
  return line ? `${line.at} ${line.attempt} ${line.level.padEnd(5)} ${buffer.plainAt(index)}\n` : '';
}

/** Everything that a run has logged until now. What the page no longer holds is read again from the server. */
export async function logFile(runId: string, buffer: LogBuffer): Promise<Blob> {
  const pieces = buffer.dropped === 0 ? toTextPieces(buffer) : await readAgain(runId, buffer.lastSeq);
  return new Blob(pieces, { type: 'text/plain' });
}

/** Reads the log up to a line, a page at a time: only the text is kept, which browsers put on disk. */
function readAgain(runId: string, untilSeq: number): Promise<Blob[]> {
  const pieces: Blob[] = [];
  let lastSeq = 0;
  return new Promise((resolve, reject) => {
    const close = followEvents({
      path: () => runLogPath(runId, lastSeq),
      onEvent: ({ event, data }) => {
        if (event === 'log') {
          const page = createLogBuffer();
          page.append((JSON.parse(data) as RunLogEntry[]).filter(({ seq }) => seq > lastSeq && seq <= untilSeq));
          lastSeq = Math.max(lastSeq, page.lastSeq);
          pieces.push(new Blob(toTextPieces(page)));
        }
        if (event !== 'end' && lastSeq < untilSeq) return;
        close();
        resolve(pieces);
      },
      onRefused: reject,
    });
  });
}

/** Hands a file to the browser's downloads. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The download has its own hold on the file once it has begun.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
