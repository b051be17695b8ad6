import { deleteSession } from '@fbrain/adapters/postgres/session-store';
import type { Session } from '@fbrain/core/access/session';
import { DomainError } from '@fbrain/core/errors/domain-error';
import type { Context } from 'elysia';
import type { AccessDeps } from './access-deps.ts';
import { isInsecurePage, refuseForeignPage } from './cross-site.ts';
import { describeSession } from './session-caller.ts';
import type { SignedIn, Whence } from './sign-in.ts';

/**
 * Lets a browser begin a session: checks that it will keep the cookie and that no foreign page made it ask, and ends
 * the session it had before. Throws DomainError `cross-site`, `insecure-connection`, and what `prove` throws.
 */
export async function beginSession(
  deps: AccessDeps,
  { request, set }: { request: Request; set: Context['set'] },
  prove: (whence: Whence) => Promise<SignedIn>,
): Promise<Session> {
  refuseForeignPage(request);
  if (!deps.insecureCookies && isInsecurePage(request)) throw insecure();
  const { secret } = await prove({ address: deps.addressOf(request), userAgent: request.headers.get('user-agent') });
  await endOldSession(deps, request);
  set.headers['set-cookie'] = deps.cookies.write(secret, deps.sessionLifetimeMs);
  const caller = await deps.credentials.find(secret);
  if (!caller) throw new Error('The session that was just made is not there.');
  return await describeSession(deps, caller);
}

/** A new login gives a new session, and the cookie it takes the place of must not work any more. */
async function endOldSession({ sql, cookies, credentials }: AccessDeps, request: Request): Promise<void> {
  const old = cookies.read(request);
  const caller = old === null ? null : await credentials.find(old);
  if (!caller?.sessionId || caller.principal.id === null) return;
  await deleteSession(sql, caller.sessionId, caller.principal.id);
  credentials.clear();
}

const insecure = (): DomainError =>
  new DomainError(
    'insecure-connection',
    'You opened this page over plain HTTP, where a browser keeps no secure cookie. Open it over HTTPS, or let the operator set INSECURE_COOKIES=true.',
  );
