import type { RunRequest } from '@fbrain/core/run/run-request';

/** The shell command that starts a run. The token stays a variable: commands end up in histories and tickets. */
export function runCurl(origin: string, body: RunRequest): string {
  return [
    `curl -X POST ${origin}/api/v1/runs \\`,
    `  -H "Authorization: Bearer $FBRAIN_TOKEN" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d ${quoteForShell(JSON.stringify(body))}`,
  ].join('\n');
}

/** One word for a POSIX shell, whatever is in it. */
const quoteForShell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
