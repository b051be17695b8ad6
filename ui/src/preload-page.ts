/** The files of the pages that people start at, by their addresses. */
const PAGES: readonly [path: RegExp, load: () => Promise<unknown>][] = [
  [/^\/$/, () => Promise.all([import('./overview/overview-page.tsx'), import('./overview/throughput.tsx')])],
  [/^\/errors$/, () => import('./errors/errors-page.tsx')],
  [/^\/errors\//, () => import('./errors/error-page.tsx')],
  [/^\/runs$/, () => import('./runs/runs-page.tsx')],
  [/^\/runs\//, () => import('./runs/run-page.tsx')],
  [/^\/tasks$/, () => import('./tasks/tasks-page.tsx')],
  [/^\/tasks\//, () => import('./tasks/task-page.tsx')],
  [/^\/schedules$/, () => import('./schedules/schedules-page.tsx')],
  [/^\/queues$/, () => import('./queues/queues-page.tsx')],
  [/^\/workers$/, () => import('./workers/workers-page.tsx')],
];

/** Asks for the files of a page before it is known whether it will be shown: the server says so a round trip later. */
export function preloadPage(path: string): void {
  const load = PAGES.find(([pattern]) => pattern.test(path))?.[1];
  // What does not arrive is asked for again, and missed, by the page itself.
  load?.().catch(() => undefined);
}
