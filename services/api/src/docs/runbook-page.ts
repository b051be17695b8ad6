import runbook from '../../../../docs/runbook.md' with { type: 'text' };

/** A heading keeps its spelling as its anchor: alerts link to `#FbrainQueueStuck`. */
const HEADING = /<h2 id="[^"]*">(\w+)<\/h2>/g;
/** Links to other files of the repository lead nowhere from here. */
const FILE_LINK = /<a href="(?!#)[^"]*">(.*?)<\/a>/g;

/** `/docs/runbook`: what alerts link to. At three in the morning nobody wants to look for a repository. */
export const RUNBOOK_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>F_BRAIN runbook</title>
    <link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
    <link rel="stylesheet" href="/docs/runbook.css">
  </head>
  <body>
${Bun.markdown
  .html(runbook, { headings: { ids: true } })
  .replace(HEADING, '<h2 id="$1">$1</h2>')
  .replace(FILE_LINK, '$1')}
  </body>
</html>
`;

/** A file of its own: the policy of the page allows no style inside of it. */
export const RUNBOOK_STYLES = `body { font: 16px/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 3rem; }
h2:target { background: #fd08; }
code { font-size: 0.9em; }
`;
