import type { RunRequest } from '@fbrain/core/run/run-request';

/** The program that starts a run with the SDK. The token stays a variable: code ends up in repositories. */
export function runTypeScript(origin: string, { task, input = {}, ...options }: RunRequest): string {
  const given = Object.keys(options).length > 0 ? [input, options] : [input];
  return [
    "import { createClient } from 'f-brain';",
    '',
    'const client = createClient({',
    `  url: ${JSON.stringify(origin)},`,
    "  token: process.env.FBRAIN_TOKEN ?? '',",
    '});',
    `const run = await client.enqueue(${[JSON.stringify(task), ...given.map(literal)].join(', ')});`,
    'console.log(run.id);',
  ].join('\n');
}

/** JSON is TypeScript but for one name, which would set the prototype instead of a property. */
const literal = (value: unknown): string => JSON.stringify(value, null, 2).replaceAll('"__proto__":', '["__proto__"]:');
