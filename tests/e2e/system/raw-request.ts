import { connect } from 'node:net';

export interface RawAnswer {
  status: number;
  /** Everything that arrived. */
  text: string;
}

/** Sends a request line as it is, which `fetch` would tidy up. */
export function rawRequest(url: string, target: string, method = 'GET'): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const answer = Promise.withResolvers<RawAnswer>();
  let text = '';
  const socket = connect(Number(port), hostname);
  socket.on('error', answer.reject);
  socket.on('data', (data) => {
    text += data.toString();
  });
  socket.on('close', () => answer.resolve({ status: Number(text.split(' ')[1]), text }));
  socket.write(`${method} ${target} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n\r\n`);
  return answer.promise;
}
