import type { BrowserContextOptions, Page } from 'playwright-core';
import type { Tools } from './describe-system.ts';

/** A page of its own, signed in with an API token as the sign-in page would. */
export async function visit({ browser }: Tools, token: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser().page.context().browser()?.newContext(options);
  if (!context) throw new Error('The browser has gone');
  await context.addInitScript(`sessionStorage.setItem('fbrain.token', ${JSON.stringify(token)})`);
  return await context.newPage();
}

/** A token that may see runs, but nothing of what is in them. */
export async function viewerToken({ system }: Tools): Promise<string> {
  const answer = await fetch(`${system().apiUrl}/api/v1/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${system().token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'viewer', permissions: ['runs:read', 'workers:read'] }),
  });
  return ((await answer.json()) as { token: string }).token;
}
