import { expect, test } from 'bun:test';
import { addTask } from './system/add-task.ts';
import { describeSystem } from './system/describe-system.ts';
import { send } from './system/given-work.ts';
import type { System } from './system/system.ts';

/** Each tells itself by setting a property of the window, whichever way it gets to run. */
const PAYLOADS = [
  '<script>window.hacked = 1</script>',
  '<img src=x onerror="window.hacked = 2">',
  '"><svg onload="window.hacked = 3">',
  "';window.hacked=4;//",
  '<a href="javascript:window.hacked=5">click</a>',
  '{{constructor.constructor("window.hacked=6")()}}',
  '</title><iframe srcdoc="<script>parent.hacked=7</script>">',
  '\u001b]8;;javascript:window.hacked=8\u0007link\u001b]8;;\u0007',
  'invoice\u202egnp.exe',
];

/** Evaluated in the page: what has run, and what could. */
const EFFECTS = `({
  hacked: window.hacked ?? null,
  foreign: document.querySelectorAll('iframe, a[href^="javascript:"], img[src="x"], svg[onload]').length,
})`;

const PHONE = { width: 360, height: 740 };
/** A table may scroll sideways, but no name may make it as long as a street. */
const MAX_TABLE_PX = 1_000;
/** Evaluated in the page: of itself, and of the tables inside. */
const WIDTHS = `[document.documentElement, ...document.querySelectorAll('main table')].map((each) => each.scrollWidth)`;
const SETTINGS = ['users', 'tokens', 'secrets', 'notifications', 'audit'].map((part) => `/settings/${part}`);
/** As long as a name may be: letters without a gap; markup; what turns the direction. */
const NAMES = ['W'.repeat(100), PAYLOADS.slice(1, 3).join(' '), 'invoice\u202egnp.exe مرحبا 🧨'];
const VIEWS = NAMES.map((name) => ({ name: name.slice(0, 60), query: 'state:failed' }));

const TASK = `
import { task } from 'f-brain';
const payloads = ${JSON.stringify(PAYLOADS)};
export default task({
  name: 'e2e.hostile',
  description: payloads.join(' '),
  examples: [{ text: payloads[0] }],
  retry: { maxAttempts: 1 },
  async run(input, ctx) {
    for (const text of payloads) ctx.log.warn(text, { [text]: text });
    await ctx.progress(0.5, payloads[1]);
    const error = new Error(payloads.join('\\n'));
    error.name = payloads[0];
    error.stack = payloads.join('\\n    at ');
    throw error;
  },
});`;

describeSystem('hostile text', { browser: true }, ({ system, browser }) => {
  test('in tasks, inputs, tags, metadata, logs and errors is shown and has no effect', async () => {
    await addTask(system(), 'e2e.hostile', 'hostile.ts', TASK);
    const [first = ''] = PAYLOADS;
    const run = await system().client.enqueue(
      'e2e.hostile',
      { texts: PAYLOADS, [first]: first },
      { tags: PAYLOADS.map((text) => text.slice(0, 100)), metadata: { [first]: PAYLOADS }, uniqueKey: first },
    );
    await system().client.wait(run, { timeout: '60s' });
    const { page } = browser();
    for (const path of [`/runs/${run.id}`, '/runs', '/tasks', '/tasks/e2e.hostile', '/errors']) {
      await browser().open(path);
      await page.getByText('e2e.hostile').first().waitFor();
      const effects = await page.evaluate<object>(EFFECTS);
      expect({ path, effects }).toEqual({ path, effects: { hacked: null, foreign: 0 } });
    }
  });

  test('in what people name and describe has no effect, and widens no page', async () => {
    const schedule = await givenHostileNames(system());
    const { page, open } = browser();
    await page.setViewportSize(PHONE);
    await open('/');
    await page.evaluate(`localStorage.setItem('fbrain.views', ${JSON.stringify(JSON.stringify(VIEWS))})`);
    for (const path of [
      '/runs',
      '/queues',
      '/workers',
      `/schedules/${schedule}`,
      `/schedules/${schedule}/edit`,
      ...SETTINGS,
    ]) {
      await open(path);
      await page.locator('main h1').first().waitFor();
      await page.locator('.animate-pulse').first().waitFor({ state: 'detached' });
      const effects = await page.evaluate<object>(EFFECTS);
      expect({ path, effects }).toEqual({ path, effects: { hacked: null, foreign: 0 } });
      const [widthPx, ...tablesPx] = await page.evaluate<number[]>(WIDTHS);
      expect({ path, widthPx }).toEqual({ path, widthPx: PHONE.width });
      expect({ path, tooWide: tablesPx.filter((px) => px > MAX_TABLE_PX) }).toEqual({ path, tooWide: [] });
    }
  });

  test('in a log is readable as what it is', async () => {
    const { items } = await system().get<{ items: { id: string }[] }>('/runs?task=e2e.hostile');
    await browser().open(`/runs/${items[0]?.id}`);
    const log = browser().page.getByRole('log');
    await log.getByText('<script>window.hacked = 1</script>').first().waitFor();
    await log.getByText('invoice<U+202E>gnp.exe').first().waitFor();
    const shown = (await log.textContent()) ?? '';
    for (const hidden of ['\u001b', '\u202e']) expect(shown).not.toContain(hidden);
  });
});

/** Hostile names wherever the API takes them. Answers the id of a schedule. */
async function givenHostileNames(system: System): Promise<string> {
  for (const [index, name] of NAMES.entries()) {
    const settings = { host: 'mail.example.org', from: 'fbrain@example.org', to: ['ops@example.org'] };
    const channel = await send<{ id: string }>(system, 'POST', '/notifications/channels', {
      name,
      kind: 'email',
      settings,
    });
    const rule = { name, kind: 'run-failed', channels: [channel.id], condition: { task: 'never.*' } };
    await send(system, 'POST', '/notifications/rules', rule);
    const reach = { tasks: ['w'.repeat(100)], queues: ['q'.repeat(100)] };
    await send(system, 'POST', '/tokens', { name, permissions: ['runs:read'], ...reach });
    await send(system, 'POST', '/users', {
      email: `<img/src=x/onerror=window.hacked=${index}>@example.org`,
      role: 'viewer',
    });
  }
  await send(system, 'PUT', `/secrets/${'s'.repeat(100)}`, { value: 'x' });
  await system.client.enqueue('demo.noop', {}, { queue: 'q'.repeat(100) });
  const { id } = await system.client.schedules.create({
    name: 's'.repeat(100),
    description: `${PAYLOADS.join(' ').slice(0, 300)} ${NAMES[0]}`,
    task: 'demo.noop',
    every: '1h',
  });
  return id;
}
