import { expect, test } from 'bun:test';
import { describeWith } from '@fbrain/testing/describe-with';
import { MONITORING_DIR } from './monitoring-files.ts';

function run(program: string, ...args: string[]): { ok: boolean; output: string } {
  const { success, stdout, stderr } = Bun.spawnSync(['sh', '-c', `exec ${program} ${args.join(' ')}`], {
    cwd: MONITORING_DIR,
  });
  return { ok: success, output: `${stdout}${stderr}` };
}

describeWith('promtool', 'Prometheus', (promtool) => {
  test('understands its configuration and all rules', () => {
    expect(run(promtool, 'check', 'config', 'prometheus/prometheus.yml')).toMatchObject({ ok: true });
    expect(run(promtool, 'check', 'rules', 'prometheus/rules/*.yml').output).not.toContain('FAILED');
  });

  test('fires each alert when it should, and only then', () => {
    const { ok, output } = run(promtool, 'test', 'rules', 'prometheus/rule-tests/*.yml');
    expect(ok ? '' : output).toBe('');
  });
});

describeWith('amtool', 'Alertmanager', (amtool) => {
  test('understands its configuration', () => {
    expect(run(amtool, 'check-config', 'alertmanager/alertmanager.yml').output).toContain('SUCCESS');
  });
});
