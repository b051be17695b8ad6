import { getToken, listTokens, revokeToken } from '@fbrain/adapters/postgres/token-store';
import { DomainError } from '@fbrain/core/errors/domain-error';
import { DEFAULT_PAGE_SIZE } from '@fbrain/core/page/page';
import { Elysia } from 'elysia';
import { tokenDocs } from '../docs/user-docs.ts';
import { fromCursor, toCursor } from '../http/page-cursor.ts';
import { readJson } from '../http/read-json.ts';
import { toPage } from '../http/to-page.ts';
import { isUuid } from '../http/uuid.ts';
import type { AccessDeps } from './access-deps.ts';
import { principalOf } from './access-guard.ts';
import { pageQuery, tokenBody } from './access-schemas.ts';
import { createToken } from './create-token.ts';
import { requireCovers } from './require-covers.ts';

/** Routes below `/tokens`. */
export function tokenRoutes(deps: AccessDeps, bodyLimit: number) {
  const { sql } = deps;
  const parse = ({ request }: { request: Request }) => readJson(request, bodyLimit);
  return new Elysia({ prefix: '/tokens' })
    .get(
      '',
      async ({ query: { limit = DEFAULT_PAGE_SIZE, cursor } }) => {
        const beforeId = cursor === undefined ? undefined : fromCursor(cursor);
        return toPage(await listTokens(sql, { limit: limit + 1, beforeId }), limit, ({ id }) => toCursor(id));
      },
      { query: pageQuery, detail: tokenDocs.listTokens },
    )
    .post(
      '',
      async ({ request, body, set }) => {
        set.status = 201;
        return await createToken(deps, principalOf(request), body);
      },
      { parse, body: tokenBody, detail: tokenDocs.createToken },
    )
    .delete(
      '/:tokenId',
      async ({ request, params: { tokenId } }) => {
        const token = isUuid(tokenId) ? await getToken(sql, tokenId) : null;
        if (token) requireCovers(principalOf(request), token.permissions);
        const revoked = token && (await revokeToken(sql, token.id));
        if (!revoked) throw tokenNotFound(tokenId);
        deps.credentials.clear();
        return revoked;
      },
      { detail: tokenDocs.revokeToken },
    );
}

const tokenNotFound = (id: string): DomainError =>
  new DomainError(
    'token-not-found',
    `There is no token ${id.slice(0, 100)}. GET /api/v1/tokens lists those there are.`,
  );
