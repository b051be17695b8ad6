/** Sentences about a RabbitMQ that cannot be used: what happened and what to do. */

/** Oldest RabbitMQ whose quorum queues do what F_BRAIN needs. */
const MIN_VERSION = [3, 10] as const;

/** What is wrong with a node of this version, null if nothing. `version` is what the node says of itself. */
export function findOldRabbitmq(version: unknown): string | null {
  const [major = 0, minor = 0] = String(version).split('.').map(Number);
  const isNewEnough = major > MIN_VERSION[0] || (major === MIN_VERSION[0] && minor >= MIN_VERSION[1]);
  // Something that speaks AMQP and names no version is given a try.
  if (isNewEnough || !/^\d+\.\d+/.test(String(version))) return null;
  return `RabbitMQ is version ${version}; F_BRAIN needs ${MIN_VERSION.join('.')} or newer: upgrade it, or leave out RABBITMQ_URL and let PostgreSQL carry the work.`;
}

const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/ACCESS.REFUSED/, 'RabbitMQ refuses the user or password: correct RABBITMQ_URL.'],
  [
    /ConnectionOpenOk; got <ConnectionClose/,
    'RabbitMQ does not let the user into the virtual host: correct the path of RABBITMQ_URL, or create it and set permissions.',
  ],
  [/ENOTFOUND|EAI_AGAIN/, 'The host of RabbitMQ is not known: correct RABBITMQ_URL.'],
  [
    /abruptly during opening handshake|Frame size|Invalid frame|Unknown frame/,
    'What answers there is not RabbitMQ, or it does not let us in: correct RABBITMQ_URL, whose port is 5672 as a rule.',
  ],
  [
    /ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|timed? ?out/i,
    'RabbitMQ does not answer: start it, or correct RABBITMQ_URL.',
  ],
];

/** For operators; never names the password. */
export function explainRabbitmqError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [, sentence] = SENTENCES.find(([pattern]) => pattern.test(message)) ?? [];
  return sentence === undefined ? message : `${sentence} (${message})`;
}
