import { expect, test } from 'bun:test';
import { type SupervisedService, superviseService } from './supervised-service.ts';

/** Supervises a shell script and gives its lines one by one. */
function setup(script: string): { service: SupervisedService; nextLine(): Promise<string> } {
  const lines: string[] = [];
  let arrived = Promise.withResolvers<void>();
  const onLine = (line: string) => {
    lines.push(line);
    arrived.resolve();
  };
  const service = superviseService({ command: ['sh', '-c', script], cwd: '/', env: { PATH: '/usr/bin:/bin' }, onLine });
  const nextLine = async (): Promise<string> => {
    while (lines.length === 0) {
      arrived = Promise.withResolvers();
      await arrived.promise;
    }
    return lines.shift() ?? '';
  };
  return { service, nextLine };
}

test('a service that dies starts again', async () => {
  const { service, nextLine } = setup('echo up; exit 3');
  expect(await nextLine()).toBe('up');
  expect(await nextLine()).toContain('exit code 3');
  expect(await nextLine()).toBe('up');
  await service.stop();
});

test('a restart ends the service cleanly and starts it at once', async () => {
  const { service, nextLine } = setup('trap "echo bye; exit 0" TERM; echo up; while :; do sleep 0.05; done');
  expect(await nextLine()).toBe('up');
  service.restart();
  expect(await nextLine()).toBe('bye');
  expect(await nextLine()).toBe('up');
  await service.stop();
});

test('a stopped service stays stopped', async () => {
  const { service, nextLine } = setup('echo up; exec sleep 60');
  expect(await nextLine()).toBe('up');
  await service.stop();
  await service.stop();
});
