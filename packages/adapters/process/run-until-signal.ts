import type { EventEmitter } from 'node:events';
import type { Logger } from '../logging/logger.ts';
import type { Service } from './service.ts';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** What the process offers; tests pass their own. */
export interface ProcessHandle extends Pick<EventEmitter, 'on' | 'off'> {
  exit(code: number): void;
}

/**
 * Starts the services in order and stops them in reverse on SIGTERM or SIGINT, then exits: 0 after a signal, 1 after
 * an error that nobody handled or a service that does not start. A second signal exits at once.
 */
export async function runUntilSignal(
  services: readonly Service[],
  logger: Logger,
  handle: ProcessHandle = process,
): Promise<void> {
  const started: Service[] = [];
  const ending = Promise.withResolvers<number>();
  let isStopping = false;

  const onSignal = (signal: string) => {
    if (isStopping) {
      logger.warn(`${signal} again: leaving at once`);
      handle.exit(1);
      return;
    }
    isStopping = true;
    logger.info(`${signal}: stopping`);
    ending.resolve(0);
  };
  const onError = (error: unknown) => {
    logger.error('An error that nobody handled: stopping', { error });
    isStopping = true;
    ending.resolve(1);
  };

  for (const signal of SIGNALS) handle.on(signal, onSignal);
  handle.on('uncaughtException', onError);
  handle.on('unhandledRejection', onError);

  for (const service of services) {
    if (isStopping) break;
    started.push(service);
    const start = service.start().catch((error: unknown) => {
      // What it waited for was taken away from it.
      if (isStopping) return;
      logger.error(`${service.name} could not start: ${error instanceof Error ? error.message : error}`, { error });
      isStopping = true;
      ending.resolve(1);
    });
    // A start may wait for a database for as long as it takes: a signal is not kept waiting as well.
    await Promise.race([start, ending.promise]);
  }
  const code = await ending.promise;
  await stopInReverse(started, logger);
  logger.info('stopped');
  for (const signal of SIGNALS) handle.off(signal, onSignal);
  handle.off('uncaughtException', onError);
  handle.off('unhandledRejection', onError);
  handle.exit(code);
}

/** One service that cannot stop must not keep the others from stopping. */
async function stopInReverse(services: readonly Service[], logger: Logger): Promise<void> {
  for (const service of services.toReversed()) {
    await service.stop().catch((error: unknown) => logger.error(`${service.name} did not stop cleanly`, { error }));
  }
}
