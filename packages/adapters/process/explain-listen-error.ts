/** Where a service was to listen, and how its two variables begin: `API` of API_HOST and API_PORT. */
export interface ListenPlace {
  host: string;
  port: number;
  variables: 'API' | 'WORKER';
}

/** Why nothing can listen there, in a sentence with what to do; other errors as they are. */
export function explainListenError(error: unknown, { host, port, variables }: ListenPlace): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const sentence = {
    EADDRINUSE: `port ${port} on ${host} is in use. Stop the other program or choose another ${variables}_PORT.`,
    EADDRNOTAVAIL: `this machine does not have the address ${host}. Correct ${variables}_HOST.`,
    EACCES: `this user may not listen on port ${port}. Choose a ${variables}_PORT above 1023.`,
  }[code];
  return sentence === undefined ? error : new Error(sentence, { cause: error });
}
