const deep = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
};

/** Values that have broken other programs, of every type. */
export const HOSTILE_VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -0, -1, 1.5, 1e308, -1e308, 2 ** 53, 2 ** 63, Number.MAX_SAFE_INTEGER, 1e-320],
  ...['', ' ', '\0', 'a\0b', '\ud800', '\u202egnp.exe', '\u001b[31mred\u001b[0m', '🏳️‍🌈'.repeat(50), 'x'.repeat(10_000)],
  ...['null', 'undefined', 'NaN', '1e999', '0x10', '-0', '1_000', '٣', 'true', '[object Object]'],
  ...[
    "'; drop table fbrain.run; --",
    '" or 1=1',
    '$1',

    '{{7*7}}',
    '%s%n',
    '\\',
    '%',
    '_',
    '%00',
    '../../etc/passwd',
  ],
  ...['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', 'javascript:alert(1)', '"><svg/onload=alert(1)>'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length', '$ref', '$secret'],
  ...[
    '2026-02-30T00:00:00Z',
    '0000-00-00',
    '9999-12-31T23:59:59.999Z',
    '+275760-09-13T00:00:00Z',
    '-1s',
    '1e9d',
    '99999999999999d',
    'P1D',
  ],
  ...['* * * * *', '*/0 * * * *', '60 24 32 13 8', 'L W # ?', '@reboot', 'Europe/Nowhere', '../UTC', 'a'.repeat(300)],
  ...['(a+)+$', `${'a'.repeat(40)}!`, '^(([a-z])+.)+[A-Z]([a-z])+$', '🙂', 'ﬀ', 'İ', 'ß'],
  ...['00000000-0000-0000-0000-000000000000', '019aaa7e-4b1c-7d30-9c1b-6a1f0e5d2c33', 'urn:uuid:x', '{}', '[]'],
  ...[[], {}, [[]], [null], [1, 'a', {}], new Array(500).fill(0), deep(20), deep(99), deep(500)],
  JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}}}'),
  { $secret: '••••' },
  { $secret: 'v1.0123abcd.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
  Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`key${index}`, index])),
];

/** Bodies that are no JSON, or not what they say. */
export const HOSTILE_BODIES: readonly string[] = [
  ...[
    '',
    ' ',
    '{',
    '}',
    '[',
    ']',
    '{"a":',
    '{"a":1,}',
    "{'a':1}",
    'undefined',
    'NaN',
    '\ufeff{}',
    '{} {}',
    '"text"',
    '123',
  ],
  ...['{"task":"demo.noop","task":"demo.noop","task":null}', '{"a":1e99999}', '{"\\ud800":1}', '"\\u0000"'],
  ...[
    '['.repeat(20_000),
    '{"a":'.repeat(20_000),
    '[1,'.repeat(5_000),
    `"${'x'.repeat(200_000)}"`,
    '<?xml version="1.0"?><a/>',
  ],
  ...['a=1&b=2', '--boundary\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--boundary--'],
];

/** Names of headers that servers have trusted, with values that they should not have. */
export const HOSTILE_HEADERS: readonly [string, string][] = [
  ...(['idempotency-key', 'x-request-id', 'last-event-id', 'traceparent', 'tracestate', 'cookie'] as const).flatMap(
    (name): [string, string][] => [
      [name, 'x'.repeat(5_000)],
      [name, '<script>'],
      [name, "'; --"],
      [name, '\u00ff\u00fe'],
      [name, '00-00000000000000000000000000000000-0000000000000000-01'],
    ],
  ),
  ...([
    ['content-type', 'text/plain'],
    ['content-type', 'application/json; charset=utf-16'],
    ['content-type', 'multipart/form-data; boundary=boundary'],
    ['content-type', 'application/x-www-form-urlencoded'],
    ['content-encoding', 'gzip'],
    ['accept', 'text/html'],
    ['accept', 'text/event-stream'],
    ['origin', 'https://evil.example'],
    ['origin', 'null'],
    ['x-forwarded-for', '127.0.0.1, ::1, <script>'],
    ['x-forwarded-host', 'evil.example'],
    ['x-http-method-override', 'DELETE'],
    ['authorization', ''],
    ['authorization', 'Bearer'],
    ['authorization', 'Bearer fb_0000000000000000000000000000000000000000'],
    ['authorization', 'Basic YWRtaW46YWRtaW4='],
    ['range', 'bytes=0-1,1-2,2-3'],
    ['if-none-match', '*'],
  ] as const satisfies [string, string][]),
];
