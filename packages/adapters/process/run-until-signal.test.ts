import { expect, test } from 'bun:test';
import { EventEmitter } from 'node:events';
import { silentLogger } from '../logging/logger.ts';
import { type ProcessHandle, runUntilSignal } from './run-until-signal.ts';
import type { Service } from './service.ts';

class FakeProcess extends EventEmitter implements ProcessHandle {
  readonly exits: number[] = [];
  exit(code: number): void {
    this.exits.push(code);
  }
}

function setup() {
  const events: string[] = [];
  const handle = new FakeProcess();
  const service = (name: string, overrides: Partial<Service> = {}): Service => ({
    name,
    start: async () => void events.push(`start ${name}`),
    stop: async () => void events.push(`stop ${name}`),
    ...overrides,
  });
  return { events, handle, service, run: (services: Service[]) => runUntilSignal(services, silentLogger, handle) };
}

test('services start in order and stop in reverse on a signal', async () => {
  const { events, handle, service, run } = setup();
  const ended = run([service('database'), service('server')]);
  handle.emit('SIGTERM', 'SIGTERM');
  await ended;
  expect(events).toEqual(['start database', 'stop database']);

  const second = setup();
  const server = second.service('server', {
    start: async () => queueMicrotask(() => second.handle.emit('SIGINT', 'SIGINT')),
  });
  await second.run([second.service('database'), server]);
  expect(second.events).toEqual(['start database', 'stop server', 'stop database']);
  expect(second.handle.exits).toEqual([0]);
});

test('a service that still waits in its start is stopped by a signal like the others', async () => {
  const { events, handle, service, run } = setup();
  const answer = Promise.withResolvers<void>();
  const waiting = service('worker', {
    start: () => answer.promise,
    stop: async () => answer.reject(new Error('no longer wanted')),
  });
  const ended = run([service('database'), waiting, service('server')]);
  while (!events.includes('start database')) await Promise.resolve();
  handle.emit('SIGTERM', 'SIGTERM');
  await ended;
  expect(events).toEqual(['start database', 'stop database']);
  expect(handle.exits).toEqual([0]);
});

test('a service that cannot start stops the ones before it and exits with 1', async () => {
  const { events, handle, service, run } = setup();
  const broken = service('server', { start: () => Promise.reject(new Error('port 3000 is in use')) });
  await run([service('database'), broken]);
  expect(events).toEqual(['start database', 'stop server', 'stop database']);
  expect(handle.exits).toEqual([1]);
});

test('a second signal leaves at once', async () => {
  const { handle, service, run } = setup();
  const stopping = Promise.withResolvers<void>();
  const ended = run([
    service('slow', {
      start: async () => queueMicrotask(() => handle.emit('SIGTERM', 'SIGTERM')),
      stop: () => {
        handle.emit('SIGTERM', 'SIGTERM');
        return stopping.promise;
      },
    }),
  ]);
  while (handle.exits.length === 0) await Promise.resolve();
  expect(handle.exits).toEqual([1]);
  stopping.resolve();
  await ended;
});

test('an error that nobody handled stops everything and exits with 1', async () => {
  const { events, handle, service, run } = setup();
  const failing = service('server', {
    start: async () => queueMicrotask(() => handle.emit('unhandledRejection', new Error('bug'))),
  });
  await run([failing]);
  expect(events).toEqual(['stop server']);
  expect(handle.exits).toEqual([1]);
});

test('a service that cannot stop does not keep the others from stopping', async () => {
  const { events, handle, service, run } = setup();
  const stuck = service('stuck', {
    start: async () => queueMicrotask(() => handle.emit('SIGTERM', 'SIGTERM')),
    stop: () => Promise.reject(new Error('no')),
  });
  await run([service('database'), stuck]);
  expect(events).toEqual(['start database', 'stop database']);
});
