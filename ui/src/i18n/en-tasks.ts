/** What the pages of tasks and workers say about numbers, inputs and what runs now. */
export const enTasks = {
  'form.asJsonSecret': 'Input as JSON (shows secrets)',
  'form.earlier': 'Latest inputs',
  'form.earlierHint': 'A click starts from one of them. Secrets are left out.',

  'tasks.activity': 'Ended runs in the last 24 hours: {count}',
  'tasks.durations': 'median {p50} · 95 % {p95}',
  'tasks.noActivity': 'no runs in the last 24 hours',
  'tasks.p50': 'Median duration',
  'tasks.p95': '95 % take at most',
  'tasks.p99': '99 % take at most',
  'tasks.schemas': 'Schemas',
  'tasks.schemaInput': 'Schema of the input',
  'tasks.schemaOutput': 'Schema of the output',
  'tasks.statistics': 'The last 24 hours',
  'tasks.successRate': 'Success rate',
  'tasks.successes': '{rate} succeed',
  'tasks.ended': 'Ended runs',

  'workers.more': 'All of them: {count}',
  'workers.idle': 'Nothing',
  'workers.now': 'Running now',
} as const;
