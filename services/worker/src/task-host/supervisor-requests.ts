import type { AttemptRef, FromHost, Question, ToHost } from './protocol.ts';

type Reply = Extract<ToHost, { type: 'reply' }>;

/** Questions of a task host to its supervisor, and the answers. */
export interface SupervisorRequests {
  /** Resolves with the value of the reply; rejects with its message and `code`. */
  send(ref: AttemptRef, question: Question): Promise<unknown>;
  receive(reply: Reply): void;
}

export function createSupervisorRequests(send: (message: FromHost) => void): SupervisorRequests {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;
  return {
    send: ({ runId, attempt }, question) => {
      const requestId = ++lastId;
      const answer = Promise.withResolvers<unknown>();
      waiting.set(requestId, answer);
      send({ type: 'request', requestId, runId, attempt, ...question });
      return answer.promise;
    },
    receive: (reply) => {
      const answer = waiting.get(reply.requestId);
      waiting.delete(reply.requestId);
      if (reply.ok) answer?.resolve(reply.value);
      else answer?.reject(Object.assign(new Error(reply.message), { code: reply.code }));
    },
  };
}
