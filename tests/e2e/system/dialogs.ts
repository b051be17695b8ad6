import type { Locator, Page } from 'playwright-core';
import type { Pages } from './given-work.ts';

/** A dialog of the UI and how a person without a mouse opens it. */
export interface OpenableDialog {
  name: string;
  path: string;
  /** What opens it, or the key that does. */
  opener: ((page: Page) => Locator) | string;
  /** What has to be done first. */
  before?: (page: Page) => Promise<unknown>;
  /** What leads on inside: what came of the first dialog is looked at. */
  inside?: (page: Page) => Promise<unknown>;
}

const button = (name: string | RegExp, index = 0) => {
  const options = typeof name === 'string' ? { name, exact: true } : { name };
  return (page: Page) => page.getByRole('button', options).nth(index);
};

/** Presses a button of the dialog that is open, until another text stands there. */
const press = (name: string, then: string) => async (page: Page) => {
  await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  await page.getByRole('dialog').getByText(then).first().waitFor();
};

const fillIn = (label: string, text: string) => (page: Page) => page.getByRole('dialog').getByLabel(label).fill(text);

const pickAll = (page: Page) => page.getByRole('checkbox').first().check();

/** Every dialog, on the pages that `givenWork` has filled. */
export const dialogsOf = (pages: Pages): OpenableDialog[] => [
  { name: 'keys', path: '/tasks', opener: '?' },
  { name: 'palette', path: '/tasks', opener: 'Control+k' },
  { name: 'palette by its button', path: '/', opener: button('Find') },
  { name: 'cancel', path: pages['run-running'] ?? '', opener: button('Cancel run') },
  { name: 'columns', path: '/runs', opener: button('Columns') },
  { name: 'save view', path: '/runs?state=failed&task=demo.*', opener: button('Save this view') },
  { name: 'delete runs', path: '/runs', opener: button('Delete'), before: pickAll },
  { name: 'replay runs', path: '/runs', opener: button('Replay'), before: pickAll },
  { name: 'replay group', path: pages.error ?? '', opener: button(/Replay/) },
  { name: 'fire', path: pages.schedule ?? '', opener: button('Fire now') },
  { name: 'delete schedule', path: pages.schedule ?? '', opener: button('Delete') },
  { name: 'limits', path: '/queues', opener: button(/Limits/) },
  { name: 'drain', path: '/workers', opener: button('Drain') },
  { name: 'invite', path: '/settings/users', opener: button('Invite user') },
  {
    name: 'invitation',
    path: '/settings/users',
    opener: button('Invite user'),
    inside: async (page) => {
      await fillIn('Email', 'ada@example.org')(page);
      await press('Create link', 'not shown again')(page);
    },
  },
  { name: 'user', path: '/settings/users', opener: button(/grace@/) },
  {
    name: 'link to reset a password',
    path: '/settings/users',
    opener: button(/grace@/),
    inside: press('Reset password', 'not shown again'),
  },
  { name: 'delete user', path: '/settings/users', opener: button(/grace@/), inside: press('Delete', 'Delete grace') },
  { name: 'token', path: '/settings/tokens', opener: button('Create token') },
  {
    name: 'new token',
    path: '/settings/tokens',
    opener: button('Create token'),
    inside: async (page) => {
      await fillIn('Name', 'once')(page);
      await press('Create token', 'not shown again')(page);
    },
  },
  { name: 'revoke', path: '/settings/tokens', opener: button('Revoke') },
  { name: 'secret', path: '/settings/secrets', opener: button('Add secret') },
  { name: 'delete secret', path: '/settings/secrets', opener: button(/Delete/) },
  { name: 'channel', path: '/settings/notifications', opener: button('Add channel') },
  { name: 'channel to edit', path: '/settings/notifications', opener: button('Edit') },
  { name: 'rule to edit', path: '/settings/notifications', opener: button('Edit', 1) },
  { name: 'rule', path: '/settings/notifications', opener: button('Add rule') },
  { name: 'delete rule', path: '/settings/notifications', opener: button(/Delete/, 1) },
];
