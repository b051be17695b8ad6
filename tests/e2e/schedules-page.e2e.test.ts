import { expect, test } from 'bun:test';
import type { ScheduleView } from '@fbrain/core/schedule/schedule-preview';
import { eventually } from '@fbrain/testing/eventually';
import { describeSystem, type Tools } from './system/describe-system.ts';
import type { System } from './system/system.ts';

const schedulesOf = async (system: System) => (await system.get<{ items: ScheduleView[] }>('/schedules')).items;

/** What a person does on these pages. */
const handsOf = ({ browser }: Tools) => ({
  press: (name: string) => browser().page.getByRole('button', { name, exact: true }).click(),
  confirm: (name: string) => browser().page.getByRole('dialog').getByRole('button', { name, exact: true }).click(),
  /** Fills in the editor for a run of demo.sleep every two seconds. */
  fillIn: async (name: string) => {
    const { page, open } = browser();
    await open('/schedules/new?task=demo.sleep');
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByLabel('Interval').check();
    await page.getByLabel('Every', { exact: true }).fill('2s');
    await page.getByLabel('Input as JSON').fill('{"seconds": 0}');
  },
});

describeSystem('the pages of schedules', { browser: true }, (tools) => {
  testFirstSteps(tools);
  testFiring(tools);
  testEditing(tools);
});

function testFirstSteps(tools: Tools): void {
  const { browser } = tools;
  const { press } = handsOf(tools);
  test('an empty list teaches how to make a first schedule', async () => {
    const { page, open } = browser();
    await open('/runs');
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.getByText('No schedules yet').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'New schedule' }).last().click();
    await page.getByRole('heading', { name: 'New schedule' }).waitFor();
  });

  test('the editor says what an expression means as it is typed, and why one never fires', async () => {
    const { page, open, faults } = browser();
    await open('/schedules/new');
    const preview = page.locator('section').filter({ hasText: 'When it will fire' });
    await page.getByLabel('Time zone').fill('Europe/Paris');
    await page.getByRole('textbox', { name: 'Expression' }).fill('30 2 28 3 *');
    await preview.getByText('At 02:30, on day 28 of the month, in March').waitFor();
    expect(await preview.getByRole('listitem').count()).toBe(10);
    // Of the years to come some change their clocks on this very day.
    await preview.getByText('The clocks go forward over its time').first().waitFor();
    await page.getByRole('textbox', { name: 'Expression' }).fill('0 0 30 2 *');
    await page.getByText('never fires: 30 is no day of February').waitFor();
    await page.getByRole('textbox', { name: 'Expression' }).fill('@daily');
    await page.getByLabel('Time zone').fill('Europe/Pariss');
    await page.getByText('did you mean Europe/Paris').waitFor();
    await press('Create schedule');
    await page.getByText('is required').first().waitFor();
    // The browser itself reports the refused previews.
    expect(faults.splice(0).every((fault) => fault.includes('422') || fault.includes('400'))).toBe(true);
  });
}

function testFiring(tools: Tools): void {
  const { system, browser } = tools;
  const { press, confirm, fillIn } = handsOf(tools);

  test('a schedule made here fires, can be paused, resumed and fired by hand', async () => {
    const { page } = browser();
    await fillIn('ticking');
    await page.getByText('Every 2 seconds').waitFor();
    await press('Create schedule');
    await page.getByRole('heading', { name: 'ticking' }).waitFor();
    const history = page.locator('section').filter({ hasText: 'Past slots' });
    await history.getByRole('link', { name: 'Succeeded' }).first().waitFor();
    await history.getByRole('img', { name: /latest slots?: .*Succeeded/ }).waitFor();

    await press('Pause');
    await page.getByText('The slots of the pause are skipped').waitFor();
    await confirm('Pause');
    await page.getByText('It is paused: its slots are skipped').waitFor();
    expect(await schedulesOf(system())).toMatchObject([{ name: 'ticking', paused: true, nextSlotAt: null }]);

    await press('Fire now');
    await confirm('Fire now');
    await page.getByRole('link', { name: 'Open the run' }).click();
    await page.getByRole('heading', { name: 'demo.sleep' }).waitFor();
    await page.getByText('started by hand').waitFor();
    await page.getByRole('link', { name: 'ticking' }).click();

    // A slot must pass in the pause, to be skipped.
    const nextSlots = page.locator('section').filter({ hasText: 'Next slots' }).getByRole('listitem');
    const passing = (await nextSlots.first().locator('time').first().getAttribute('datetime')) ?? '';
    await nextSlots.locator(`[datetime="${passing}"]`).first().waitFor({ state: 'detached' });
    await press('Resume');
    await confirm('Resume');
    await history.getByRole('row').getByText('Skipped').first().waitFor();
    await history.getByText('The schedule was paused.').first().waitFor();
  });
}

function testEditing(tools: Tools): void {
  const { system, browser } = tools;
  const { press, confirm, fillIn } = handsOf(tools);

  test('what is edited is kept, and what is emptied is gone', async () => {
    const { page } = browser();
    await fillIn('to-edit');
    await page.getByLabel('Description').fill('For a while');
    await press('Create schedule');
    await page.getByRole('link', { name: 'Edit' }).click();
    // The schedule fires and is read again meanwhile, which must not disturb who types.
    await page.getByLabel('Description').focus();
    for (let read = 0; read < 2; read++) await page.waitForResponse(/\/schedules\/[^/]+\?locale=/);
    await page.evaluate('new Promise(requestAnimationFrame)');
    expect(await page.evaluate('document.activeElement.id')).toBe('field.description');
    await page.getByLabel('Cron expression').check();
    await page.getByRole('textbox', { name: 'Expression' }).fill('0 9 * * 1');
    await page.getByLabel('Description').fill('');
    await page.getByLabel('Skip the slot').check();
    await press('Save');
    await page.getByText('At 09:00, on Monday').first().waitFor();
    const edited = (await schedulesOf(system())).find(({ name }) => name === 'to-edit');
    expect(edited).toMatchObject({ cron: '0 9 * * 1', overlap: 'skip', description: null, task: 'demo.sleep' });
    expect(edited?.every ?? null).toBeNull();
  });

  test('a name that is taken is refused at its field; a deleted schedule leaves the list', async () => {
    const { page, open, faults } = browser();
    await fillIn('to-edit');
    await press('Create schedule');
    await page.getByRole('alert').first().waitFor();
    // The browser itself reports the refusal.
    await eventually(() => expect(faults.splice(0)).toEqual([expect.stringContaining('409')]));
    await open('/schedules?q=to-edit');
    await page.getByText('1 schedule shown').waitFor();
    await page.getByRole('link', { name: 'to-edit' }).click();
    await press('Delete');
    await page.getByText('The runs that it started stay.').waitFor();
    await confirm('Delete');
    await page.getByRole('heading', { name: 'Schedules' }).waitFor();
    await page.getByRole('link', { name: 'ticking' }).waitFor();
    await page.getByRole('link', { name: 'to-edit' }).waitFor({ state: 'detached' });
    expect((await schedulesOf(system())).map(({ name }) => name)).toEqual(['ticking']);
  });
}
