import { replayRequest } from '@fbrain/core/run/replay-request';
import type { Run } from '@fbrain/core/run/run';
import type { RunRequest } from '@fbrain/core/run/run-request';

/** What goes without saying, as JSON. */
const USUAL: Readonly<Record<string, string>> = {
  queue: '"default"',
  priority: '"normal"',
  rank: '0',
  tags: '[]',
  metadata: '{}',
};

/** The request for a run like this one, with all options that a replay takes along. */
export function sameRequest(run: Run): RunRequest {
  const { task, input = null, ...options } = replayRequest(run, {});
  const telling = Object.entries(options).filter(([name, value]) => USUAL[name] !== JSON.stringify(value));
  return { task, input, ...Object.fromEntries(telling) };
}
