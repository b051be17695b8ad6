import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface FrontDoor {
  url: string;
  close(): Promise<void>;
}

const PROXIED = /^\/(api|docs)(\/|$)/;
const TEMPLATE = readFileSync(join(import.meta.dir, '../../../ops/nginx/templates/fbrain.conf'), 'utf8');
/** What the proxy in front of a real system sends with the page. */
const POLICY = /fbrain_policy_of_path \{\s+default "([^"]+)"/.exec(TEMPLATE)?.[1] ?? '';

/** Serves the built UI, and the API below it, as the proxy of a real system does. */
export function openFrontDoor(uiDir: string, apiUrl: string): FrontDoor {
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    // Event streams are silent for longer than a server's usual patience.
    idleTimeout: 0,
    fetch: (request) => {
      const { pathname, search } = new URL(request.url);
      return PROXIED.test(pathname) ? pass(request, `${apiUrl}${pathname}${search}`) : file(uiDir, pathname);
    },
  });
  return { url: server.url.origin, close: () => server.stop(true) };
}

function pass(request: Request, target: string): Promise<Response> {
  const { method, headers, body, signal } = request;
  return fetch(target, { method, headers, body, signal, redirect: 'manual', decompress: false });
}

/** The file, or the page itself for its own addresses. */
function file(uiDir: string, pathname: string): Response {
  const path = join(uiDir, pathname);
  const isFile = pathname !== '/' && existsSync(path);
  return new Response(Bun.file(isFile ? path : join(uiDir, 'index.html')), {
    headers: { 'content-security-policy': POLICY },
  });
}
