import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to PostgreSQL that counts what is sent to it, transaction control included. */
export interface StatementCounter {
  /** The database's URL by this way. */
  url: string;
  /** Statements so far, by the application name of their connection. */
  counts(): ReadonlyMap<string, number>;
  close(): void;
}

/** Asks whether the server speaks TLS; comes before the startup message and has its form. */
const SSL_REQUEST = 80_877_103;
/** Execute and Query: each runs one statement, or several in one text (PostgreSQL, "Message Formats"). */
const RUNS_STATEMENT = new Set(['E', 'Q']);

/** Opens the way on loopback; connections must not be encrypted. */
export async function openStatementCounter(databaseUrl: string): Promise<StatementCounter> {
  const { port, hostname } = new URL(databaseUrl);
  const counts = new Map<string, number>();
  const sockets = new Set<Socket>();
  const pipe = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on('data', (chunk) => to.write(chunk));
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    client.on(
      'data',
      readMessages((application) => counts.set(application, (counts.get(application) ?? 0) + 1)),
    );
    pipe(client, upstream);
    pipe(upstream, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const counted = new URL(databaseUrl);
  counted.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: counted.href,
    counts: () => new Map(counts),
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Reads what a client sends, in whatever pieces it comes. */
function readMessages(onStatement: (application: string) => void): (chunk: Buffer) => void {
  let unread = Buffer.alloc(0);
  let application: string | null = null;
  return (chunk) => {
    unread = Buffer.concat([unread, chunk]);
    for (;;) {
      // The first message has no type before its length.
      const typeBytes = application === null ? 0 : 1;
      if (unread.length < typeBytes + 4) return;
      const end = typeBytes + unread.readInt32BE(typeBytes);
      if (unread.length < end) return;
      const message = unread.subarray(0, end);
      unread = unread.subarray(end);
      if (application !== null) {
        if (RUNS_STATEMENT.has(String.fromCharCode(message[0] ?? 0))) onStatement(application);
      } else if (message.readInt32BE(4) !== SSL_REQUEST) {
        application = /\0application_name\0(.*?)\0/.exec(message.toString())?.[1] ?? '';
      }
    }
  };
}
