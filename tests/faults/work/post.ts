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
}

/** Null = no answer came. */
export type Post = (path: string, body: unknown, key?: string) => Promise<{ status: number; body: AnswerBody } | null>;

export interface Poster {
  post: Post;
  counts: ProducerCounts;
  /** Answers that nobody should ever get. */
  violations: string[];
}

export interface AnswerBody {
  id?: string;
  ids?: string[];
  state?: string;
  attempt?: number;
}

const ANSWER_TIMEOUT_MS = 10_000;
/** A run that had ended before it was cancelled. */
const CONFLICT = 409;
const SHOWN = 20;

/** A client as an application would write it: an API that is away or busy is nothing special to it. */
export function createPost(apiUrl: string, token: string): Poster {
  const counts: ProducerCounts = { accepted: 0, refused: 0, unanswered: 0, repeated: 0 };
  const violations: string[] = [];
  const note = (status: number, describe: () => string) => {
    if (status < 300) counts.accepted++;
    else if (status === 429 || status >= 500) counts.refused++;
    else if (status !== CONFLICT && violations.length < SHOWN) violations.push(describe());
  };
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
    note(answer.status, () => `POST ${path} was answered with ${answer.status}: ${JSON.stringify(content)}`);
    return { status: answer.status, body: content };
  };
  return { post, counts, violations };
}
