import type { SecretInfo } from '@fbrain/core/secret/secret-info';
import { json, type RouteDoc, route } from './route-doc.ts';

const EXAMPLE: SecretInfo = {
  name: 'smtp',
  createdAt: '2026-11-22T10:00:00.000Z',
  updatedAt: '2026-11-22T10:00:00.000Z',
  updatedBy: 'ada@example.com',
  usedBy: ['mail.send'],
};

/** What the documentation says about the routes below `/secrets`. */
export const secretDocs = {
  listSecrets: route(
    'Secrets',
    'listSecrets',
    {
      permission: 'secrets:read',
      summary: 'List the secrets',
      description: 'All stored secrets, without their values: those cannot be read back.',
    },
    { 200: json('The secrets.', 'SecretList', { items: [EXAMPLE] }) },
    ['invalid'],
  ),
  getSecret: route(
    'Secrets',
    'getSecret',
    { permission: 'secrets:read', summary: 'Show a secret', description: 'A stored secret, without its value.' },
    { 200: json('The secret.', 'Secret', EXAMPLE) },
    ['secret-not-found'],
  ),
  putSecret: route(
    'Secrets',
    'putSecret',
    {
      permission: 'secrets:write',
      summary: 'Set a secret',
      description:
        'Stores a value under a name, encrypted, in place of the one before. Tasks that list the name read the new one within 5 seconds.',
      bodyExample: { value: 'correct-horse-battery' },
    },
    { 200: json('It has a new value.', 'Secret', EXAMPLE), 201: json('It is new.', 'Secret', EXAMPLE) },
    ['invalid', 'invalid-json', 'body-too-large', 'unsupported-media-type', 'overloaded'],
  ),
  deleteSecret: route(
    'Secrets',
    'deleteSecret',
    {
      permission: 'secrets:write',
      summary: 'Remove a secret',
      description: 'Attempts that ask for it from now on fail. Answers what it was.',
    },
    { 200: json('What it was.', 'Secret', EXAMPLE) },
    ['secret-not-found'],
  ),
} satisfies Record<string, RouteDoc>;
