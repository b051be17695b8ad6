import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SEARCH_PATH } from '@fbrain/local-stack/environment';
import { endsWithParent } from '@fbrain/local-stack/guarded-process';
import { eventually } from '@fbrain/testing/eventually';

/** A compiled service that runs. */
export interface Binary {
  pid: number;
  /** Sends a signal, SIGTERM unless told, and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<void>;
  /** Sends a signal and does not wait. */
  signal(signal: NodeJS.Signals): void;
  exited: Promise<number>;
}

export interface BinaryOptions {
  path: string;
  args?: readonly string[];
  env: Record<string, string>;
  /** Folder for its log and its temporary files. */
  dir: string;
}

let count = 0;

/** Starts a binary with nothing but the given environment. It dies with the tests, however they end. */
export function startBinary({ path, args = [], env, dir }: BinaryOptions): Binary & { logFile: string } {
  const logFile = join(dir, `${++count}.log`);
  const log = openSync(logFile, 'w');
  const child = Bun.spawn(endsWithParent([path, ...args], 'SIGKILL'), {
    cwd: '/',
    env: { PATH: SEARCH_PATH, HOME: dir, TMPDIR: dir, ...env },
    stdin: 'ignore',
    stdout: log,
    stderr: log,
  });
  closeSync(log);
  const end = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    await child.exited;
  };
  return { pid: child.pid, end, signal: (signal) => child.kill(signal), exited: child.exited, logFile };
}

/** Waits until a service says that it is ready. Throws with the end of its log if it does not. */
export async function untilReady(url: string, binary: { logFile: string }): Promise<void> {
  const check = async () => {
    const { ok } = await fetch(url);
    if (!ok) throw new Error('not ready');
  };
  await eventually(check).catch((cause: unknown) => {
    throw new Error(`${url} is not ready. It logged:\n${readFileSync(binary.logFile, 'utf8').slice(-4_000)}`, {
      cause,
    });
  });
}
