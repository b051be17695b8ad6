import { getSecret, listSecrets, putSecret, removeSecret } from '@fbrain/adapters/postgres/secret-store';
import { DomainError, invalid } from '@fbrain/core/errors/domain-error';
import { MAX_SECRET_LENGTH, type SecretInfo } from '@fbrain/core/secret/secret-info';
import { isName, NAME_RULE } from '@fbrain/core/task/task-name';
import { Type as t } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import { principalOf } from '../access/access-guard.ts';
import type { AppDeps } from '../app.ts';
import { secretDocs } from '../docs/secret-docs.ts';
import { readJson } from '../http/read-json.ts';
import { exactObject } from '../http/schema.ts';

const secretBody = exactObject(
  { value: t.String({ minLength: 1, maxLength: MAX_SECRET_LENGTH, description: 'What tasks are given.' }) },
  { title: 'SecretRequest', description: 'The value of a secret.' },
);

/** Routes below `/secrets`. No answer holds a value. */
export function secretRoutes({ sql, keyring, bodyLimit }: AppDeps) {
  const require = async (name: string): Promise<SecretInfo> => {
    const secret = isName(name) ? await getSecret(sql, name) : null;
    if (!secret) throw secretNotFound(name);
    return secret;
  };
  return new Elysia({ prefix: '/secrets' })
    .get('', async () => ({ items: await listSecrets(sql) }), {
      query: exactObject({}),
      detail: secretDocs.listSecrets,
    })
    .get('/:name', ({ params }) => require(params.name), { detail: secretDocs.getSecret })
    .put(
      '/:name',
      async ({ params: { name }, body: { value }, request, set }) => {
        checkSecret(name, value);
        const isNew = await putSecret(sql, keyring, { name, value, updatedBy: principalOf(request).name });
        set.status = isNew ? 201 : 200;
        return await require(name);
      },
      { parse: ({ request }) => readJson(request, bodyLimit), body: secretBody, detail: secretDocs.putSecret },
    )
    .delete(
      '/:name',
      async ({ params: { name } }) => {
        const secret = await require(name);
        if (!(await removeSecret(sql, name))) throw secretNotFound(name);
        return secret;
      },
      { detail: secretDocs.deleteSecret },
    );
}

function checkSecret(name: string, value: string): void {
  if (!isName(name)) throw invalid('name', NAME_RULE);
  // Neither a variable nor a header can hold it.
  if (value.includes('\0')) throw invalid('/value', 'contains a NUL character, which no variable or header can hold');
  if (!value.isWellFormed()) throw invalid('/value', 'contains half of a surrogate pair');
}

const secretNotFound = (name: string) =>
  new DomainError('secret-not-found', `There is no secret "${name.slice(0, 100)}". GET /api/v1/secrets lists them.`);
