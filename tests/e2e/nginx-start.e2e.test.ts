import { afterAll, describe, expect, test } from 'bun:test';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SEARCH_PATH } from '@fbrain/local-stack/environment';
import { temporaryFolders } from '@fbrain/testing/temporary-folder';
import { testEnvironment } from '@fbrain/testing/test-environment';
import { type Nginx, START_NGINX, startNginx } from './system/nginx.ts';

const newFolder = temporaryFolders('fbrain-nginx-');
const opened: Nginx[] = [];
afterAll(async () => {
  for (const nginx of opened) await nginx.close();
});

/** Runs the start script to its end; it must not come to start Nginx. */
function startAndFail(env: Record<string, string>, args: string[] = []): string {
  const folder = newFolder();
  const { exitCode, stderr } = Bun.spawnSync([START_NGINX, ...args], {
    env: { PATH: SEARCH_PATH, NGINX_RUN_DIR: join(folder, 'run'), ...env },
    timeout: 60_000,
  });
  expect(exitCode).toBe(1);
  return stderr.toString().trim().split('\n').at(-1) ?? '';
}

function openssl(dir: string, ...args: string[]): void {
  const { success, stderr } = Bun.spawnSync(['openssl', ...args], { cwd: dir });
  if (!success) throw new Error(stderr.toString());
}

/** A certificate for 127.0.0.1 with its key, in a new folder. */
function newCertificate(...extensions: string[]) {
  const dir = newFolder();
  const more = ['subjectAltName=IP:127.0.0.1', ...extensions].flatMap((text) => ['-addext', text]);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'tls.key'];
  openssl(dir, 'req', '-x509', ...key, '-out', 'tls.crt', '-days', '2', '-subj', '/CN=127.0.0.1', ...more);
  return { dir, env: { NGINX_TLS_CERTIFICATE: join(dir, 'tls.crt'), NGINX_TLS_KEY: join(dir, 'tls.key') } };
}

async function openNginx(env: Record<string, string>): Promise<Nginx> {
  const dir = newFolder();
  writeFileSync(join(dir, 'index.html'), 'the page');
  const nginx = await startNginx({ dir, apiUrls: ['http://127.0.0.1:1'], uiDir: dir, env });
  opened.push(nginx);
  return nginx;
}

/** What openssl's own client says about a connection. */
function handshake(url: string, ...args: string[]): string {
  const command = ['openssl', 's_client', '-connect', new URL(url).host, '-alpn', 'h2', ...args];
  const { stdout, stderr } = Bun.spawnSync(command, { stdin: Buffer.from('') });
  return `${stdout}${stderr}`;
}

describe.skipIf(!testEnvironment.nginx)('Nginx with a certificate', () => {
  test('serves HTTPS by TLS 1.2 and 1.3 and HTTP/2, and sends everything else there', async () => {
    const { dir, env } = newCertificate();
    const nginx = await openNginx(env);
    const tls = { ca: readFileSync(join(dir, 'tls.crt')) };
    const page = await fetch(`${nginx.httpsUrl}/runs`, { tls });
    expect(await page.text()).toBe('the page');
    expect(page.headers.get('strict-transport-security')).toBe('max-age=31536000');
    const sent = await fetch(`${nginx.url}/api/v1/runs?x=1`, { method: 'POST', redirect: 'manual' });
    expect([sent.status, sent.headers.get('location')]).toEqual([308, `${nginx.httpsUrl}/api/v1/runs?x=1`]);

    expect(handshake(nginx.httpsUrl)).toContain('ALPN protocol: h2');
    for (const version of ['-tls1_2', '-tls1_3'])
      expect(handshake(nginx.httpsUrl, version)).toContain('Verify return code');
    const old = handshake(nginx.httpsUrl, '-tls1_1', '-cipher', 'ALL:@SECLEVEL=0');
    expect(old).toMatch(/alert protocol version|no protocols available|unsupported protocol/);
  });

  test('staples where the certificate names a responder, and only there', () => {
    const sites = (...extensions: string[]) => {
      const folder = newFolder();
      const env = { PATH: SEARCH_PATH, ...newCertificate(...extensions).env };
      expect(Bun.spawnSync([START_NGINX, 'render', folder], { env }).exitCode).toBe(0);
      return readFileSync(join(folder, 'listen.conf'), 'utf8');
    };
    expect(sites('authorityInfoAccess=OCSP;URI:http://ocsp.invalid')).toContain('ssl_stapling on;');
    expect(sites()).not.toContain('ssl_stapling');
  });

  test('says what is wrong with a certificate and does not start', () => {
    const [{ dir, env }, other] = [newCertificate(), newCertificate()];
    const { NGINX_TLS_CERTIFICATE: certificate, NGINX_TLS_KEY: key } = env;
    const none = join(dir, 'none');
    expect(startAndFail({ ...env, NGINX_TLS_KEY: none })).toStartWith(`nginx: there is no ${none}. HTTPS needs`);
    expect(startAndFail({ ...env, NGINX_TLS_CERTIFICATE: none })).toStartWith(`nginx: there is no ${none}.`);
    expect(startAndFail({ ...env, NGINX_TLS_KEY: other.env.NGINX_TLS_KEY })).toContain('does not belong to');
    expect(startAndFail({ ...env, NGINX_TLS_KEY: dir })).toContain('is no file that user');
    expect(startAndFail({ ...env, NGINX_TLS_KEY: certificate })).toBe(
      `nginx: ${certificate} holds no private key in PEM form without a passphrase.`,
    );
    copyFileSync(key, join(dir, 'wrong.crt'));
    expect(startAndFail({ ...env, NGINX_TLS_CERTIFICATE: join(dir, 'wrong.crt') })).toContain('holds no certificate');
  });
});

describe.skipIf(!testEnvironment.nginx)('the start of Nginx', () => {
  test('names the setting that is wrong, and what it must be', () => {
    const said = (name: string, value: string) => startAndFail({ [name]: value });
    expect(said('NGINX_API', 'api')).toBe(
      'nginx: NGINX_API is "api". It must be host:port of the API, or of its replicas, comma separated.',
    );
    expect(said('NGINX_API', '')).toContain('NGINX_API is ""');
    expect(said('NGINX_API', 'api:3000; } evil')).toContain('NGINX_API is');
    expect(said('NGINX_UI', '/srv/ui\nroot /')).toMatch(/NGINX_UI/);
    expect(said('BODY_LIMIT', '1MB')).toBe(
      'nginx: BODY_LIMIT is "1MB". It must be a number of bytes, the same as that of the API.',
    );
    for (const port of ['0', '65536', '99999']) expect(said('NGINX_HTTP_PORT', port)).toContain('It must be a port');
    expect(said('NGINX_TRUSTED_PROXIES', 'anybody')).toContain('It must be addresses and ranges');
    expect(said('NGINX_RUN_DIR', '/proc/none')).toContain('cannot be written');
    expect(startAndFail({}, ['stop'])).toBe('nginx: there is no command "stop": start or render');
  });

  test('every setting is explained in docs/operations.md', () => {
    const [script, page] = [START_NGINX, join(import.meta.dir, '../../docs/operations.md')].map((file) =>
      readFileSync(file, 'utf8'),
    );
    const names = [...(script ?? '').matchAll(/^setting (\w+)/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !page?.includes(`\`${name}\``))).toEqual([]);
  });

  test('a name that does not resolve yet is no reason not to start', async () => {
    const nginx = await openNginx({ NGINX_API: 'api.invalid:3000', NGINX_RESOLVER: '127.0.0.1' });
    expect(await (await fetch(nginx.url)).text()).toBe('the page');
    expect((await fetch(`${nginx.url}/api/v1/runs`)).status).toBe(503);
  });

  test("its files fit into another Nginx's http block", () => {
    const folder = newFolder();
    const log = join(folder, 'access.log');
    const env = { PATH: SEARCH_PATH, NGINX_ACCESS_LOG: log, ...newCertificate().env };
    expect(Bun.spawnSync([START_NGINX, 'render', folder], { env }).exitCode).toBe(0);
    // As Debian ships it, with other settings of its own.
    const site = `pid ${folder}/pid; error_log stderr; events {} http { sendfile on; tcp_nopush on; gzip on;
      server_tokens off; ssl_protocols TLSv1.2; access_log off; include ${folder}/fbrain.conf; }`;
    writeFileSync(join(folder, 'host.conf'), site);
    const check = Bun.spawnSync(['nginx', '-t', '-e', 'stderr', '-c', join(folder, 'host.conf')], { env });
    expect(check.stderr.toString()).toContain('test is successful');
  });
});
