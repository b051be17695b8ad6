import { expect, test } from 'bun:test';
import { describeSystem } from './system/describe-system.ts';

describeSystem('the API documentation', { browser: true, transport: 'postgres', worker: null }, (tools) => {
  test('renders without the internet, under a strict content security policy', async () => {
    const { page } = tools.browser();
    const answer = await page.goto(`${tools.system().url}/docs`);
    expect(answer?.headers()['content-security-policy']).toMatch(/^default-src 'none'; (?!.*unsafe)/);
    await page
      .getByRole('heading', { name: /F_BRAIN/ })
      .first()
      .waitFor();
    const operation = page.locator('.opblock', { hasText: '/api/v1/runs/batch' });
    await operation.locator('.opblock-summary').click();
    await operation.getByText('Example Value').first().waitFor();
  });

  test('and so does the runbook, with its styles', async () => {
    const { page } = tools.browser();
    const answer = await page.goto(`${tools.system().url}/docs/runbook`);
    expect(answer?.headers()['content-security-policy']).toContain("style-src 'self';");
    expect(await page.evaluate('getComputedStyle(document.body).maxWidth')).toBe('768px');
  });
});
