import { expect, test } from 'bun:test';
import { explainListenError } from './explain-listen-error.ts';

/** What a service says that was to listen at `host` and `port`. */
function tryToListen(host: string, port: number): unknown {
  try {
    Bun.serve({ hostname: host, port, fetch: () => new Response() }).stop(true);
    return null;
  } catch (error) {
    return explainListenError(error, { host, port, variables: 'API' });
  }
}

test('a port that is taken and an address of another machine are named with their variable', () => {
  const taken = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Response() });
  const { port = 0 } = taken;
  expect(String(tryToListen('127.0.0.1', port))).toContain(`port ${port} on 127.0.0.1 is in use`);
  taken.stop(true);
  // From the range for documentation: nobody has it.
  expect(String(tryToListen('192.0.2.1', 0))).toContain('does not have the address 192.0.2.1. Correct API_HOST.');
});

test('any other error stays what it is', () => {
  const error = new Error('something else');
  expect(explainListenError(error, { host: '::', port: 1, variables: 'WORKER' })).toBe(error);
});
