/** Less than the time limit that container engines give a health check by default, 30 s. */
const TIMEOUT_MS = 5_000;
/** Addresses to listen on that stand for all addresses; nobody can connect to them. */
const ANY_ADDRESS: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };

/** Where a service of this machine listens, as its configuration says. */
export interface ListenAddress {
  host: string;
  port: number;
}

/** Asks the service how it is, at `path`. Returns null when it is well, else what is wrong in one sentence. */
export async function findIllness({ host, port }: ListenAddress, path: string): Promise<string | null> {
  const url = `http://${ANY_ADDRESS[host] ?? host}:${port}${path}`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return answer.ok ? null : `${path} answers ${answer.status}: ${await answer.text()}`;
  } catch (error) {
    return `${url} does not answer: ${error instanceof Error ? error.message : error}`;
  }
}
