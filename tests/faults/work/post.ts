/** What became of the producer's requests. */
export interface ProducerCounts {
  /** Requests answered with 2xx. */
  accepted: number;
  /** Requests answered with 429 or 5xx. */
  refused: number;
  /** Requests that got no answer: their runs may exist, and nobody was promised anything. */
  unanswered: number;
  /** Requests with a key that were sent again, with the same key. */
  repeated: number;
  /** Answers nobody should ever get, by status. */
  unexpected: number;
}

/** Sends one request; answers the ids, or null when nothing was accepted. */
export type Post = (path: string, body: unknown, key?: string) => Promise<string[] | null>;

export interface Poster {
  post: Post;
  counts: ProducerCounts;
  /** Answers that nobody should ever get. */
  violations: string[];
}

interface AnswerBody {
  id?: string;
  ids?: string[];
}

const ANSWER_TIMEOUT_MS = 10_000;

/** A client as an application would write it: an API that is away or busy is nothing special to it. */
export function createPost(apiUrl: string, token: string): Poster {
  const counts: ProducerCounts = { accepted: 0, refused: 0, unanswered: 0, repeated: 0, unexpected: 0 };
  const violations: string[] = [];
  const post: Post = async (path, body, key) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    };
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const request = { method: 'POST', headers, body: JSON.stringify(body), signal };
    const answer = await fetch(`${apiUrl}/api/v1${path}`, request).catch(() => null);
    const content = (await answer?.json().catch(() => null)) as AnswerBody | null | undefined;
    if (!answer || !content) {
      counts.unanswered++;
      return null;
    }
    if (answer.ok) {
      counts.accepted++;
      return content.ids ?? (content.id === undefined ? null : [content.id]);
    }
    if (answer.status === 429 || answer.status >= 500) counts.refused++;
    else {
      counts.unexpected++;
      violations.push(`POST ${path} was answered with ${answer.status}: ${JSON.stringify(content)}`);
    }
    return null;
  };
  return { post, counts, violations };
}
