import type { AllowList } from './allow-list.ts';
import { exchange, type HttpAnswer } from './exchange.ts';
import {
  describeTarget,
  parseTarget,
  type Resolve,
  resolveTarget,
  systemResolve,
  TargetRefused,
} from './resolve-target.ts';

export interface OutgoingRequest {
  url: URL;
  method: string;
  /** Sent wherever a redirect leads. */
  headers: Readonly<Record<string, string>>;
  /** Credentials and signatures: sent to the origin of `url` only, and no more once a redirect has left it. */
  originHeaders: Readonly<Record<string, string>>;
  body: Buffer | null;
  maxBodyBytes: number;
}

/** Sends requests to places that somebody else may have named, and never to one that is not allowed (SSRF). */
export interface HttpSender {
  /**
   * Resolves with the answer, whatever its status. Rejects with TargetRefused where the sender will not go, with
   * another Error if there is no whole answer or `signal` fires.
   */
  send(request: OutgoingRequest, signal: AbortSignal): Promise<HttpAnswer>;
}

export interface HttpSenderOptions {
  allow: AllowList;
  resolve?: Resolve;
  /** Certificate authorities to trust instead of those of the machine, as PEM. */
  ca?: string;
}

const MAX_REDIRECTS = 5;

export function createHttpSender({ allow, resolve = systemResolve, ca }: HttpSenderOptions): HttpSender {
  return {
    async send({ originHeaders, ...request }, signal) {
      let { url } = request;
      let headers = { ...request.headers, ...originHeaders };
      for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
        const addresses = await unlessAborted(resolveTarget(url, allow, resolve), signal);
        const answer = await exchange({ ...request, url, headers, addresses, ca, signal });
        const next = redirectOf(answer, request.method);
        if (next === null) return answer;
        if (next.origin !== url.origin) headers = { ...request.headers };
        url = next;
      }
      throw new TargetRefused(`${describeTarget(request.url)} redirects more than ${MAX_REDIRECTS} times`);
    },
  };
}

/**
 * Where to go next, or null. 307 and 308 repeat the request. The older codes would turn a POST into a GET, which
 * reads a page and does no work: they are followed for a GET only, else the answer is theirs.
 */
function redirectOf({ status, headers, url }: HttpAnswer, method: string): URL | null {
  const isRedirect = status === 307 || status === 308 || (method === 'GET' && [301, 302, 303].includes(status));
  if (!isRedirect || headers.location === undefined) return null;
  const next = parseRedirect(headers.location, url);
  if (url.protocol === 'https:' && next.protocol === 'http:') {
    throw new TargetRefused(`${describeTarget(url)} redirects to ${describeTarget(next)}, which is not encrypted`);
  }
  return next;
}

function parseRedirect(location: string, from: URL): URL {
  try {
    return parseTarget(location, from);
  } catch (error) {
    if (!(error instanceof TargetRefused)) throw error;
    throw new TargetRefused(`${describeTarget(from)} redirects to a URL that ${error.message}`);
  }
}

/** A resolver cannot be stopped, but need not be waited for. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
