import { disableTotp } from '@fbrain/adapters/postgres/user-credential-store';
import { Elysia } from 'elysia';
import { sessionDocs } from '../docs/session-docs.ts';
import { readJson } from '../http/read-json.ts';
import type { AccessDeps } from './access-deps.ts';
import { factorCodeBody, passwordBody } from './access-schemas.ts';
import { confirmSecondFactor, proposeSecondFactor } from './second-factor.ts';
import { requireUserCaller } from './session-caller.ts';
import { confirmPassword } from './sign-in.ts';

/** Routes below `/session/second-factor`: that of the user who asks. */
export function secondFactorRoutes(deps: AccessDeps, bodyLimit: number) {
  const parse = ({ request }: { request: Request }) => readJson(request, bodyLimit);
  const confirm = (request: Request, password: string) => {
    const { userId } = requireUserCaller(request);
    return confirmPassword(deps, { userId, address: deps.addressOf(request) }, password);
  };
  return new Elysia({ prefix: '/session/second-factor' })
    .post(
      '',
      async ({ request, body }) => {
        await confirm(request, body.password);
        const { userId: id, email } = requireUserCaller(request);
        return await proposeSecondFactor(deps, { id, email });
      },
      { parse, body: passwordBody, detail: sessionDocs.proposeSecondFactor },
    )
    .post('/confirm', ({ request, body }) => confirmSecondFactor(deps, requireUserCaller(request).userId, body.code), {
      parse,
      body: factorCodeBody,
      detail: sessionDocs.confirmSecondFactor,
    })
    .post(
      '/remove',
      async ({ request, body }) => {
        await confirm(request, body.password);
        await disableTotp(deps.sql, requireUserCaller(request).userId);
        return { status: 'done' as const };
      },
      { parse, body: passwordBody, detail: sessionDocs.removeSecondFactor },
    );
}
