import { expect, test } from 'bun:test';
import { eventually } from '@fbrain/testing/eventually';
import { startSmtpServer } from '@fbrain/testing/start-smtp-server';
import { describeSystem } from './system/describe-system.ts';

const WORKER = { HTTP_ALLOW: '127.0.0.1', PUBLIC_URL: 'https://fbrain.example.org' };

describeSystem('the page about notifications', { browser: true, worker: WORKER }, ({ system, browser }) => {
  const fill = (label: string, text: string) => browser().page.getByRole('dialog').getByLabel(label).fill(text);
  const press = (name: string) => browser().page.getByRole('button', { name, exact: true }).first().click();

  test('leads from nothing to a mail about a run that failed', async () => {
    const server = await startSmtpServer();
    const { page, open } = browser();
    await open('/settings/notifications');
    await page.getByText('No channels yet').waitFor();
    await press('Add channel');
    await fill('Name', 'on-call');
    await fill('Recipients', 'ops@example.org');
    await fill('Sender', 'fbrain@example.org');
    await fill('Mail server', '127.0.0.1');
    await fill('Port', String(server.port));
    await page.getByRole('dialog').getByLabel('Encryption').selectOption('none');
    await press('Save');
    await page.getByText(`ops@example.org via 127.0.0.1:${server.port}`).waitFor();

    // The API is not allowed to go there, the worker is: the answer is the real one.
    await press('Send a test');
    await page.getByRole('status').getByText('127.0.0.1 is not public (loopback)').waitFor();

    await press('Add rule');
    await fill('Name', 'anything that fails');
    await fill('Task', 'demo.*');
    await press('Save');
    await page.getByText('A run failed for good').waitFor();
    const run = await system().client.enqueue('demo.flaky', { failures: 0, permanent: true });
    await system().client.wait(run, { timeout: '60s' });
    await eventually(() => expect(server.mails).toHaveLength(1));
    expect(server.mails[0]).toMatchObject({ from: 'fbrain@example.org', to: ['ops@example.org'] });
    expect(server.mails[0]?.text).toContain('Subject: [F_BRAIN] 1 run of demo.flaky failed');
    expect(server.mails[0]?.text.replaceAll('=\r\n', '')).toContain(`https://fbrain.example.org/runs/${run.id}`);
    await page.getByRole('link', { name: '1 run of demo.flaky failed' }).waitFor();
    await page.getByText('Delivered', { exact: true }).waitFor();
    await server.stop();
  });

  test('says what is wrong with a field', async () => {
    const { page, open } = browser();
    await open('/settings/notifications');
    await press('Add channel');
    await fill('Name', 'broken');
    await fill('Recipients', 'nobody');
    await press('Save');
    await page.getByRole('alert').getByText('/settings/to/0').waitFor();
    // The browser itself reports the refusal.
    await eventually(() => expect(browser().faults.splice(0)).toEqual([expect.stringContaining('422')]));
  });
});
