import type { Origin } from '@fbrain/adapters/intake/run-intake';
import { principalOf } from '../access/access-guard.ts';
import type { RequestTraces } from '../http/request-traces.ts';

/** What is known of where a run comes from that a request asks for. */
export type RequestOrigin = Required<Pick<Origin, 'traceContext' | 'caller'>>;

export function originOf(request: Request, traces: RequestTraces): RequestOrigin {
  // Tells callers apart whose names may be alike.
  const { kind, id } = principalOf(request);
  return { traceContext: traces.contextOf(request), caller: `${kind} ${id}` };
}
