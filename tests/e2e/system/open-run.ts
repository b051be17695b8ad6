import type { Page } from 'playwright-core';
import type { Tools } from './describe-system.ts';

interface OpenRun {
  page(): Page;
  /** Starts a run and opens its page; untilHeading waits for the state beside its title. */
  openRun(
    task: string,
    input: object,
    query?: string,
  ): Promise<{ id: string; untilHeading(state: string): Promise<void> }>;
}

/** For tests of the page of a run. */
export const onRun = ({ system, browser }: Tools): OpenRun => ({
  page: () => browser().page,
  async openRun(task: string, input: object, query = '') {
    const run = await system().client.enqueue(task, input);
    await browser().open(`/runs/${run.id}${query}`);
    const heading = browser().page.getByRole('heading', { level: 1 });
    return { id: run.id, untilHeading: (state: string) => heading.getByText(state).waitFor() };
  },
});
