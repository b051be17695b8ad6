import { type AnyElysia, Elysia } from 'elysia';
import icon from 'swagger-ui-dist/favicon-32x32.png' with { type: 'file' };
import styles from 'swagger-ui-dist/swagger-ui.css' with { type: 'file' };
import bundle from 'swagger-ui-dist/swagger-ui-bundle.js' with { type: 'file' };
import { buildOpenApiDocument } from './openapi-document.ts';
import { DOCS_PAGE, DOCS_SCRIPT } from './page.ts';
import { RUNBOOK_PAGE, RUNBOOK_STYLES } from './runbook-page.ts';

/** Swagger UI draws its icons as data URLs; everything else comes from here, and nothing is inline. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * `/docs`: Swagger UI with its assets, the OpenAPI document, and the runbook that alerts link to. They are public: data
 * needs a token, knowledge not.
 */
export function docsRoutes(routes: AnyElysia, version: string) {
  let document: Promise<object> | undefined;
  const asset = (path: string, type: string) => () =>
    new Response(Bun.file(path), { headers: { 'content-type': type, 'cache-control': 'public, max-age=3600' } });
  const page = (html: string) => () =>
    new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY } });
  const text = (content: string, type: string) => () => new Response(content, { headers: { 'content-type': type } });
  const hidden = { detail: { hide: true, access: 'public' } };
  return new Elysia({ prefix: '/docs' })
    .get('', page(DOCS_PAGE), hidden)
    .get('/runbook', page(RUNBOOK_PAGE), hidden)
    .get('/runbook.css', text(RUNBOOK_STYLES, 'text/css; charset=utf-8'), hidden)
    .get('/start.js', text(DOCS_SCRIPT, 'text/javascript; charset=utf-8'), hidden)
    .get('/swagger-ui-bundle.js', asset(bundle, 'text/javascript; charset=utf-8'), hidden)
    .get('/swagger-ui.css', asset(styles, 'text/css; charset=utf-8'), hidden)
    .get('/favicon-32x32.png', asset(icon, 'image/png'), hidden)
    .get('/json', () => (document ??= buildOpenApiDocument(routes, version)), hidden);
}
