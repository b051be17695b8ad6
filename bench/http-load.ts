/**
 * A load generator that costs little: it shares two cores with everything it measures. Each connection sends a request,
 * waits for its answer and sends the next, over raw sockets; answers are told by their status line and length only.
 */
export interface HttpLoad {
  url: string;
  token: string;
  body: string;
  connections: number;
  /** Requests in all. */
  requests: number;
}

export interface HttpLoadResult {
  perSecond: number;
  /** Answers that were not 2xx. */
  refused: number;
}

export async function measureHttpLoad({ url, token, body, connections, requests }: HttpLoad): Promise<HttpLoadResult> {
  const { hostname, port, pathname, host } = new URL(url);
  const request = [
    `POST ${pathname} HTTP/1.1`,
    `Host: ${host}`,
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
  let sent = 0;
  let answered = 0;
  let refused = 0;
  const { promise: allAnswered, resolve, reject } = Promise.withResolvers<void>();
  const buffers = new Map<object, string>();

  const startedAt = performance.now();
  const sockets = await Promise.all(
    Array.from({ length: connections }, () =>
      Bun.connect({
        hostname,
        port: Number(port),
        socket: {
          open(socket) {
            sent++;
            socket.write(request);
          },
          data(socket, chunk) {
            const answer = takeAnswer((buffers.get(socket) ?? '') + chunk.toString('latin1'));
            buffers.set(socket, answer.rest);
            if (answer.status === null) return;
            answered++;
            if (answer.status >= 300) refused++;
            if (answered >= requests) resolve();
            else if (sent < requests) {
              sent++;
              socket.write(request);
            }
          },
          close: () => (answered < requests ? reject(new Error('The API closed a connection under load')) : undefined),
          error: (_socket, error) => reject(error),
        },
      }),
    ),
  );
  await allAnswered;
  const seconds = (performance.now() - startedAt) / 1_000;
  for (const socket of sockets) socket.end();
  return { perSecond: requests / seconds, refused };
}

/** Status of the answer at the start of `text`, or null while it is not whole. One is outstanding per connection. */
function takeAnswer(text: string): { status: number | null; rest: string } {
  const headerEnd = text.indexOf('\r\n\r\n');
  if (headerEnd < 0) return { status: null, rest: text };
  const length = Number(/content-length: *(\d+)/i.exec(text.slice(0, headerEnd))?.[1] ?? 0);
  const end = headerEnd + 4 + length;
  if (text.length < end) return { status: null, rest: text };
  return { status: Number(text.slice(9, 12)), rest: text.slice(end) };
}
