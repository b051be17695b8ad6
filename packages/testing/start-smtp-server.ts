import { SMTPServer } from 'smtp-server';

/** A mail as the server got it. */
export interface ReceivedMail {
  from: string;
  to: string[];
  user: string | null;
  isEncrypted: boolean;
  /** Headers and body. */
  text: string;
}

export interface TestSmtpServer {
  port: number;
  mails: ReceivedMail[];
  stop(): Promise<void>;
}

/** A mail server on loopback. With a certificate it offers STARTTLS; with a user it asks for a password. */
export async function startSmtpServer(
  options: { user?: string; password?: string; key?: string; cert?: string; refuse?: string } = {},
): Promise<TestSmtpServer> {
  const { user, password, key, cert, refuse } = options;
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: user === undefined,
    ...(key && cert ? { key, cert } : { hideSTARTTLS: true, disabledCommands: ['STARTTLS'] }),
    allowInsecureAuth: key === undefined,
    onAuth: (auth, _, done) =>
      auth.username === user && auth.password === password
        ? done(null, { user: auth.username })
        : done(new Error('Authentication credentials invalid')),
    onRcptTo: (_address, _session, done) =>
      refuse === undefined ? done() : done(Object.assign(new Error(refuse), { responseCode: 550 })),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          user: typeof session.user === 'string' ? session.user : null,
          isEncrypted: session.secure,
          text: Buffer.concat(chunks).toString('utf8'),
        });
        done();
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    mails,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
