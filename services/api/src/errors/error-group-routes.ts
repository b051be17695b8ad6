import {
  changeErrorState,
  type ErrorGroupPlace,
  getErrorGroup,
  listErrorGroups,
} from '@fbrain/adapters/postgres/error-group-store';
import { DomainError } from '@fbrain/core/errors/domain-error';
import { ERROR_GROUP_STATES, type ErrorGroupDetail } from '@fbrain/core/errors/error-group';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '@fbrain/core/page/page';
import { Type as t } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import type { AppDeps } from '../app.ts';
import { errorDocs } from '../docs/error-docs.ts';
import { fromCursor, toCursor } from '../http/page-cursor.ts';
import { readJson } from '../http/read-json.ts';
import { exactObject, integerParameter, oneOf, text } from '../http/schema.ts';
import { toPage } from '../http/to-page.ts';

const listErrorsQuery = exactObject({
  state: t.Optional(
    t.Array(oneOf(ERROR_GROUP_STATES), { description: 'Any of these states; repeat the parameter for several.' }),
  ),
  task: t.Optional(text({ description: 'Name of the task.' })),
  q: t.Optional(text({ description: 'Text in the message or the task; case is ignored.' })),
  cursor: t.Optional(text({ description: '`nextCursor` of the page before.' })),
  limit: t.Optional(
    integerParameter({ minimum: 1, maximum: MAX_PAGE_SIZE, description: 'Items of a page; default 50.' }),
  ),
});

export const errorGroupBody = exactObject(
  { state: oneOf(ERROR_GROUP_STATES, { description: 'What is to be done about it.' }) },
  { title: 'ErrorGroupChange', description: 'What changes about a group of errors.' },
);

/** Routes below `/errors`: failures that look alike. */
export function errorGroupRoutes({ sql, bodyLimit }: AppDeps) {
  const parse = ({ request }: { request: Request }) => readJson(request, bodyLimit);
  return new Elysia({ prefix: '/errors' })
    .get(
      '',
      async ({ query: { limit = DEFAULT_PAGE_SIZE, cursor, ...filter } }) => {
        const after = cursor === undefined ? undefined : toPlace(fromCursor(cursor, isPlace));
        const found = await listErrorGroups(sql, filter, { limit: limit + 1, after });
        const page = toPage(found, limit, ({ place }) => toCursor(fromPlace(place)));
        return { ...page, items: page.items.map(({ group }) => group) };
      },
      { query: listErrorsQuery, detail: errorDocs.listErrors },
    )
    .get(
      '/:fingerprint',
      async ({ params: { fingerprint } }) => found(fingerprint, await getErrorGroup(sql, fingerprint.slice(0, 100))),
      { detail: errorDocs.getError },
    )
    .patch(
      '/:fingerprint',
      async ({ params: { fingerprint }, body }) =>
        found(fingerprint, await changeErrorState(sql, fingerprint.slice(0, 100), body.state)),
      { parse, body: errorGroupBody, detail: errorDocs.changeError },
    );
}

const PLACE = /^(\d{4}-\d{2}-\d{2}T[\d:.]+Z) ([0-9a-f]{1,40})$/;

const isPlace = (place: string): boolean => PLACE.test(place) && !Number.isNaN(Date.parse(place.split(' ')[0] ?? ''));
const fromPlace = ({ lastSeenAt, fingerprint }: ErrorGroupPlace): string => `${lastSeenAt} ${fingerprint}`;

function toPlace(place: string): ErrorGroupPlace {
  const [lastSeenAt = '', fingerprint = ''] = place.split(' ');
  return { lastSeenAt, fingerprint };
}

function found(fingerprint: string, group: ErrorGroupDetail | null): ErrorGroupDetail {
  if (group) return group;
  throw new DomainError(
    'error-group-not-found',
    `There is no group of errors ${fingerprint.slice(0, 100)}. GET /api/v1/errors lists those of the last 90 days.`,
  );
}
