import { expect, test } from 'bun:test';
import { eventually } from '@fbrain/testing/eventually';
import { addTask } from './system/add-task.ts';
import { describeSystem, type Tools } from './system/describe-system.ts';

const DAY_MS = 86_400_000;

/** One property for each thing that a form must be able to ask for. */
const ORDER_TASK = `import { task, t } from 'f-brain';

export default task({
  name: 'order.send',
  input: t.Object({
    customer: t.String({ format: 'email' }),
    number: t.Integer({ minimum: 1 }),
    day: t.String({ format: 'date' }),
    size: t.Union([t.Literal('small'), t.Literal('large')]),
    extras: t.Array(t.Union([t.Literal('card'), t.Literal('ribbon')]), { uniqueItems: true }),
    lines: t.Array(t.Object({ product: t.String({ maxLength: 30 }) }), { minItems: 1 }),
    attributes: t.Record(t.String(), t.String({ maxLength: 30 })),
    raw: t.Unknown(),
    note: t.Union([t.String(), t.Null()]),
    code: t.String({ maxLength: 9, not: { const: 'none' } }),
    urgent: t.Boolean(),
  }),
  async run() {},
});
`;

describeSystem('the pages of tasks and of the week', { browser: true, transport: 'postgres' }, (tools) => {
  testTasks(tools);
  testForm(tools);
  testWeek(tools);
});

function testTasks({ system, browser }: Tools): void {
  test('a task shows how it did and starts again from an earlier input', async () => {
    const { page, open } = browser();
    const { client } = system();
    await client.wait(await client.enqueue('text.word-count', { text: 'to be or not', top: 1 }));
    await open('/tasks');
    const card = page.getByRole('listitem').filter({ hasText: 'text.word-count' });
    await card.getByText('100% succeed').waitFor();
    await card.getByRole('link').click();
    await page.getByRole('region', { name: 'The last 24 hours' }).getByText('100%').waitFor();
    await page.getByRole('button', { name: /to be or not/ }).click();
    expect(JSON.parse(await page.getByLabel('Input as JSON').inputValue())).toEqual({ text: 'to be or not', top: 1 });
    await page.getByRole('button', { name: 'Start run' }).click();
    await page.getByRole('heading', { name: 'text.word-count' }).waitFor();
    await page.getByText('Succeeded').first().waitFor();
  });

  test('the form says what is wrong while one types, not before', async () => {
    const { page, open } = browser();
    await open('/tasks/demo.sleep');
    await page.getByRole('button', { name: 'Start run' }).waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.getByRole('textbox', { name: /seconds/i }).fill('-1');
    await page.getByText('must be at least 0').waitFor();
  });
}

function testForm({ system, browser }: Tools): void {
  test('a form asks for everything that a schema can demand, and says what is wrong where it is', async () => {
    const { page, open, faults } = browser();
    await addTask(system(), 'order.send', 'order-send.ts', ORDER_TASK);
    await open('/tasks/order.send');
    const field = (name: string) => page.getByLabel(name, { exact: true });
    const wrong = (text: string) => page.getByRole('alert').filter({ hasText: text });
    await field('customer').fill('ada@example');
    await wrong('must be an email address such as ada@example.org').waitFor();
    await field('customer').fill('ada@example.org');
    await field('number').fill('12345678901234567890');
    await wrong('has more digits than can be kept').waitFor();
    await page.getByRole('button', { name: 'Start run' }).click();
    await page.getByText('Mend what is marked, then start again.').waitFor();
    await field('number').fill('7');
    await field('day').fill('2026-03-14');
    await field('size').selectOption('large');
    await page.getByLabel('card').check();
    await field('product').fill('Lamp');
    await page.getByPlaceholder('Name').fill('colour');
    await page.getByPlaceholder('Name').press('Enter');
    await field('colour').fill('red');
    await field('raw').fill('{"any": [1, null]}');
    await field('note').selectOption('Nothing (null)');
    await field('code').fill('none');
    await page.getByRole('button', { name: 'Start run' }).click();
    // A rule that only the server knows.
    await wrong('must NOT be valid').first().waitFor();
    expect(await field('code').getAttribute('aria-invalid')).toBe('true');
    // The browser itself reports every refusal.
    await eventually(() => expect(faults).toHaveLength(1));
    faults.splice(0);
    await field('code').fill('A7');
    await page.getByRole('button', { name: 'Start run' }).click();
    await page.waitForURL(/\/runs\/[0-9a-f-]+$/);
    const { input } = await system().get<{ input: object }>(new URL(page.url()).pathname);
    expect(input).toEqual({
      customer: 'ada@example.org',
      number: 7,
      day: '2026-03-14',
      size: 'large',
      extras: ['card'],
      lines: [{ product: 'Lamp' }],
      attributes: { colour: 'red' },
      raw: { any: [1, null] },
      note: null,
      code: 'A7',
      urgent: false,
    });
  }, 60_000);
}

function testWeek({ system, browser }: Tools): void {
  test('the week counts what is frequent, tells the rest one by one, and moves with the arrows', async () => {
    const { page, open } = browser();
    const { schedules } = system().client;
    const daily = await schedules.create({ name: 'daily-report', task: 'demo.noop', cron: '30 6 * * *' });
    // From the next midnight on: tomorrow is whole, and nothing fires meanwhile, so what is counted does not change.
    const startAt = new Date(Math.ceil(Date.now() / DAY_MS) * DAY_MS).toISOString();
    await schedules.create({ name: 'each-minute', task: 'demo.noop', cron: '* * * * *', startAt });
    await open('/schedules?view=week');
    const days = page.getByRole('region', { name: 'Schedules of the week' }).locator('ol > li');
    const tomorrow = days.nth(1);
    await tomorrow.getByText(/^1,440 times/).waitFor();
    expect(await days.count()).toBe(7);
    await tomorrow.getByRole('link', { name: /each-minute/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate('document.activeElement.textContent')).toMatch(/06:30\s*daily-report/);
    // The week is read again with each change of a schedule: the focus stays, and goes on where its slot has gone.
    const soon = await schedules.create({ name: 'soon-gone', task: 'demo.noop', cron: '10 6 * * *' });
    const gone = tomorrow.getByRole('link', { name: /soon-gone/ });
    await gone.waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toMatch(/06:30\s*daily-report/);
    await gone.focus();
    await schedules.delete(soon.id);
    await gone.waitFor({ state: 'detached' });
    await days.getByRole('link').first().and(page.locator(':focus')).waitFor();
    await days
      .nth(2)
      .getByRole('link', { name: /daily-report/ })
      .focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'daily-report' }).waitFor();
    await page.waitForURL((url) => url.pathname.endsWith(daily.id));
    await page.goBack();
    await page.getByRole('button', { name: 'Next week' }).click();
    await page.waitForURL((url) => url.searchParams.get('weeks') === '1');
    await page.getByRole('button', { name: 'List' }).click();
    await page.getByRole('row').filter({ hasText: 'each-minute' }).waitFor();
  });
}
