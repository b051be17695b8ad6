import { expect, test } from 'bun:test';
import { isInsecurePage, refuseCrossSite } from './cross-site.ts';
import { createCookieJar } from './session-cookie.ts';

const HEADER = { 'x-f-brain': '1' };

function outcomeOf(headers: Record<string, string>, method = 'POST', body: string | null = null): string {
  try {
    refuseCrossSite(new Request('http://f.example/api', { method, headers: { host: 'f.example', ...headers }, body }));
    return 'allowed';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

test('a change with a session needs our header, the same origin and JSON', () => {
  expect(outcomeOf(HEADER)).toBe('allowed');
  expect(outcomeOf({ ...HEADER, origin: 'https://f.example', 'sec-fetch-site': 'same-origin' })).toBe('allowed');
  expect(outcomeOf({ ...HEADER, 'content-type': 'application/json; charset=utf-8' }, 'POST', '{}')).toBe('allowed');
  for (const headers of [
    {},
    { origin: 'https://f.example', 'sec-fetch-site': 'same-origin' },
    { ...HEADER, 'sec-fetch-site': 'same-site' },
    { ...HEADER, 'sec-fetch-site': 'none' },
    { ...HEADER, origin: 'https://evil.example' },
    { ...HEADER, origin: 'https://f.example.evil.example' },
    { ...HEADER, origin: 'null' },
  ]) {
    expect({ headers, outcome: outcomeOf(headers) }).toEqual({ headers, outcome: 'cross-site' });
  }
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'text/json']) {
    expect(outcomeOf({ ...HEADER, 'content-type': type }, 'POST', '{}')).toBe('cross-site');
  }
});

test('reading needs none of it', () => {
  expect(outcomeOf({ 'sec-fetch-site': 'cross-site' }, 'GET')).toBe('allowed');
});

test('only pages over plain HTTP from other machines lose their cookie', () => {
  const from = (origin: string) => isInsecurePage(new Request('http://f.example', { headers: { origin } }));
  for (const origin of ['http://f.example', 'http://192.168.1.5:8080', 'http://localhost.evil.example']) {
    expect({ origin, isInsecure: from(origin) }).toEqual({ origin, isInsecure: true });
  }
  for (const origin of [
    'https://f.example',
    'http://localhost:5173',
    'http://127.0.0.1',
    'http://[::1]:80',
    'null',
    '',
  ]) {
    expect({ origin, isInsecure: from(origin) }).toEqual({ origin, isInsecure: false });
  }
});

test('the cookie is found among others, and only by its whole name', () => {
  const jar = createCookieJar(false);
  const read = (cookie: string) => jar.read(new Request('http://f.example', { headers: { cookie } }));
  expect(read('a=b; __Host-fbrain=secret; c=d')).toBe('secret');
  for (const cookie of ['', 'fbrain=secret', 'x__Host-fbrain=secret', '__Host-fbrain=', '__host-fbrain=secret']) {
    expect(read(cookie)).toBeNull();
  }
});

test('an installation that was opened to plain HTTP has a cookie of another name', () => {
  const jar = createCookieJar(true);
  expect(jar.write('s', 1_000)).toBe('fbrain=s; Max-Age=1; HttpOnly; SameSite=Lax; Path=/');
  expect(jar.read(new Request('http://f.example', { headers: { cookie: '__Host-fbrain=s' } }))).toBeNull();
});
