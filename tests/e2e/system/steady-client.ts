/** Posts runs at a steady pace to several replicas of the API, as an application behind no proxy would. */
export interface SteadyClient {
  /** Where the replicas are now; may be changed while it posts. */
  urls: string[];
  /** Ids of accepted runs. */
  accepted: string[];
  /** Answers other than 202. */
  refused: string[];
  stop(): Promise<void>;
}

interface SteadyClientOptions {
  urls: string[];
  token: string;
  body(index: number): unknown;
}

const CONCURRENCY = 8;
const PAUSE_MS = 20;

export function startSteadyClient({ urls, token, body }: SteadyClientOptions): SteadyClient {
  const prefix = crypto.randomUUID();
  let isStopped = false;
  let index = 0;
  const client: SteadyClient = { urls, accepted: [], refused: [], stop };
  const posters = Array.from({ length: CONCURRENCY }, async () => {
    while (!isStopped) {
      await postOne(index++);
      await Bun.sleep(PAUSE_MS);
    }
  });

  /** Goes to the next replica while one cannot be reached; the key makes a repeated request the same. */
  async function postOne(number: number): Promise<void> {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': `${prefix}-${number}`,
    };
    for (let turn = number; ; turn++) {
      const url = `${client.urls[turn % client.urls.length]}/api/v1/runs`;
      const request = { method: 'POST', headers, body: JSON.stringify(body(number)) };
      const answer = await fetch(url, request).catch(() => null);
      if (answer === null) continue;
      const text = await answer.text();
      // 200: the request before this one was accepted, although its answer got lost.
      if (answer.status === 202 || answer.status === 200) client.accepted.push(JSON.parse(text).id);
      else client.refused.push(`${answer.status} ${text}`);
      return;
    }
  }

  async function stop(): Promise<void> {
    isStopped = true;
    await Promise.all(posters);
  }
  return client;
}
