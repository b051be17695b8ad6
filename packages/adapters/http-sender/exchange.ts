import { type ClientRequest, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { hostOf, type ResolvedAddress } from './resolve-target.ts';

export interface Exchange {
  url: URL;
  method: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer | null;
  /** The only addresses that are connected to. */
  addresses: readonly ResolvedAddress[];
  /** More of the answer's body is not read. */
  maxBodyBytes: number;
  /** Certificate authorities to trust instead of those of the machine, as PEM. */
  ca: string | undefined;
  signal: AbortSignal;
}

export interface HttpAnswer {
  /** Where it came from, after redirects. */
  url: URL;
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** The body was longer than the limit; `body` is its beginning. */
  isCut: boolean;
}

/**
 * One HTTP request on a connection of its own. An abort destroys the connection at once. Rejects when the answer does
 * not arrive whole. Sockets and not fetch: fetch takes proxies from the environment, and a kept connection could have
 * been checked for another name (docs/decisions/0006-http-tasks-pin-addresses.md).
 */
export function exchange({ url, method, headers, body, addresses, ca, signal, maxBodyBytes }: Exchange) {
  const isTls = url.protocol === 'https:';
  const host = hostOf(url);
  return new Promise<HttpAnswer>((resolve, reject) => {
    const request = (isTls ? httpsRequest : httpRequest)({
      hostname: host,
      port: url.port || (isTls ? 443 : 80),
      path: url.pathname + url.search,
      method,
      headers: { ...headers, host: url.host, 'content-length': body?.byteLength ?? 0 },
      agent: false,
      signal,
      // The name is not asked for again; the certificate is still checked against it.
      lookup: (_host, _options, done) => done(null, [...addresses]),
      ...(isTls && isIP(host) === 0 && { servername: host }),
      ...(ca !== undefined && { ca }),
    });
    let hasAnswer = false;
    request.on('error', reject);
    request.on('response', (response) => {
      hasAnswer = true;
      collect(request, response, { url, maxBodyBytes }).then(resolve, reject);
    });
    // An upgrade that nobody asked for ends the request without either.
    request.on('close', () => hasAnswer || reject(new Error('The connection was closed without an answer')));
    request.end(body ?? undefined);
  });
}

/** Reads the body up to the limit, then lets the connection go. */
async function collect(
  request: ClientRequest,
  response: IncomingMessage,
  { url, maxBodyBytes }: Pick<Exchange, 'url' | 'maxBodyBytes'>,
): Promise<HttpAnswer> {
  const { statusCode: status = 0, headers } = response;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size > maxBodyBytes) break;
    }
    return { url, status, headers, body: Buffer.concat(chunks).subarray(0, maxBodyBytes), isCut: size > maxBodyBytes };
  } finally {
    request.destroy();
  }
}
