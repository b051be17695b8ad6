import { DomainError } from '@fbrain/core/errors/domain-error';

/** Hashes passwords so that guessing is slow, and so that many logins at once slow down nothing else. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** Takes the same time whether there is a hash or not; without one the answer is false. */
  verify(password: string, passwordHash: string | null): Promise<boolean>;
}

/** What OWASP asks of argon2id at least: 19 MiB and two passes, some 30 ms of a core. */
const ARGON2ID = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const;
/** Together 40 MB, and half of a small machine. */
const AT_ONCE = 2;
/** Some seconds of waiting; who comes later is told so. */
const MAX_WAITING = 64;

export function createPasswordHasher(): PasswordHasher {
  const waiting: (() => void)[] = [];
  let running = 0;
  // Made once, by the first who needs it.
  let dummyHash: Promise<string> | undefined;

  /** Bun hashes on threads of its own; this bounds how many. */
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= AT_ONCE) {
      if (waiting.length >= MAX_WAITING) throw tooManyLogins();
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      // Whoever comes next takes over the place.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };

  return {
    hash: (password) => inTurn(() => Bun.password.hash(password, ARGON2ID)),
    async verify(password, passwordHash) {
      dummyHash ??= Bun.password.hash(crypto.randomUUID(), ARGON2ID);
      const known = passwordHash ?? (await dummyHash);
      const isRight = await inTurn(() => Bun.password.verify(password, known));
      return isRight && passwordHash !== null;
    },
  };
}

const tooManyLogins = (): DomainError =>
  new DomainError('overloaded', 'Too many people sign in at this moment. Try again in some seconds.', {
    retryAfterS: 5,
  });
