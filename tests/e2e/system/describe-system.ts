import { afterAll, afterEach, beforeAll, describe, expect } from 'bun:test';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { required, type TestNeed, testEnvironment } from '@fbrain/testing/test-environment';
import { type Browser, openBrowser } from './browser.ts';
import { type System, startSystem } from './system.ts';

export interface SystemChoice {
  transport?: 'rabbitmq' | 'postgres';
  /** Whether a browser is needed. */
  browser?: boolean;
  /** Whether processes with a wrong clock are needed. */
  faketime?: boolean;
  /** Whether the real Nginx is to stand in front. */
  nginx?: boolean;
  /** Environment of the first worker; null = no worker at first. */
  worker?: Record<string, string> | null;
  /** What RabbitMQ's address becomes, for tests that disturb the network. */
  rabbitmqUrl?: (url: string) => Promise<string>;
  /** As rabbitmqUrl, for the address of the database. */
  databaseUrl?: (url: string) => Promise<string>;
}

export interface Tools {
  system(): System;
  browser(): Browser;
  /** The database of the system, as an application that shares it sees it. */
  database(): TestDatabase;
}

/**
 * Tests on one running system, started once for all of them because a start costs seconds. Skipped where the machine
 * lacks something. A fault of a page fails the test in which it happened.
 */
export function describeSystem(title: string, choice: SystemChoice, body: (tools: Tools) => void): void {
  const { transport = 'rabbitmq', browser: withBrowser = false, worker = {} } = choice;
  const needs: TestNeed[] = ['distDir', 'databaseUrl', 'python'];
  if (transport === 'rabbitmq') needs.push('rabbitmqUrl');
  if (withBrowser) needs.push('chromiumPath');
  if (choice.faketime) needs.push('faketimeLibrary');
  if (choice.nginx) needs.push('nginx');
  const running: { database?: TestDatabase; system?: System; browser?: Browser } = {};

  describe.skipIf(needs.some((need) => !testEnvironment[need]))(`${title} (${transport})`, () => {
    beforeAll(async () => {
      running.database = await createTestDatabase();
      running.system = await startSystem({
        databaseUrl: await (choice.databaseUrl ?? keep)(running.database.url),
        rabbitmqUrl: transport === 'rabbitmq' ? await brokerUrl(choice) : undefined,
        distDir: required('distDir'),
        nginx: choice.nginx ?? false,
      });
      if (worker) await running.system.startWorker(worker);
      if (withBrowser) running.browser = await openBrowser(running.system, required('chromiumPath'));
    });
    afterEach(() => {
      expect(running.browser?.faults.splice(0) ?? []).toEqual([]);
    });
    afterAll(async () => {
      await running.browser?.close();
      await running.system?.stop();
      await running.database?.drop();
    });
    body({
      system: () => present(running.system),
      browser: () => present(running.browser),
      database: () => present(running.database),
    });
  });
}

const keep = async (url: string): Promise<string> => url;

const brokerUrl = async ({ rabbitmqUrl = keep }: SystemChoice): Promise<string> =>
  await rabbitmqUrl(required('rabbitmqUrl'));

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('It has not been started: ask for it in describeSystem.');
  return value;
}
