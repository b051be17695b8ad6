import { INSECURE_SESSION_COOKIE, SESSION_COOKIE } from '@fbrain/core/access/session-cookie';

/** How sessions travel. */
export interface CookieJar {
  /** The secret of the session, or null. */
  read(request: Request): string | null;
  /** Value of `Set-Cookie` that keeps a session for so long. */
  write(secret: string, lifetimeMs: number): string;
  /** Value of `Set-Cookie` that forgets the session. */
  erase(): string;
}

export function createCookieJar(isInsecure: boolean): CookieJar {
  const name = isInsecure ? INSECURE_SESSION_COOKIE : SESSION_COOKIE;
  const prefix = `${name}=`;
  const attributes = `HttpOnly; SameSite=Lax; Path=/${isInsecure ? '' : '; Secure'}`;
  return {
    read(request) {
      const header = request.headers.get('cookie');
      const pair = header?.split(';').find((part) => part.trimStart().startsWith(prefix));
      return pair?.trim().slice(prefix.length) || null;
    },
    write: (secret, lifetimeMs) => `${prefix}${secret}; Max-Age=${Math.floor(lifetimeMs / 1_000)}; ${attributes}`,
    erase: () => `${prefix}; Max-Age=0; ${attributes}`,
  };
}
