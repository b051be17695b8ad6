import type { Role } from '@fbrain/core/access/role';
import type { Page } from 'playwright-core';
import type { Browser } from './browser.ts';
import { send } from './given-work.ts';
import type { System } from './system.ts';

/** Of all users made here. */
export const PASSWORD = 'a long pass phrase';

/** A page in a browser of its own, of nobody. Close its context at the end. */
export async function newVisitor({ page }: Browser): Promise<Page> {
  const context = await page.context().browser()?.newContext({ locale: 'en' });
  if (!context) throw new Error('The browser has gone');
  context.setDefaultTimeout(60_000);
  return await context.newPage();
}

/** A page in a browser of its own, of a new user who has signed in. Close its context at the end. */
export async function visitorWho(
  { system, browser }: { system: System; browser: Browser },
  user: { email: string; role: Role; seesPayloads?: boolean },
): Promise<Page> {
  const { invitation } = await send<{ invitation: { path: string } }>(system, 'POST', '/users', user);
  const code = new URLSearchParams(invitation.path.split('#')[1]).get('code');
  await send(system, 'POST', '/password-reset', { code, password: PASSWORD });
  const page = await newVisitor(browser);
  const data = { email: user.email, password: PASSWORD };
  await page.context().request.post(`${system.url}/api/v1/session`, { data });
  return page;
}
