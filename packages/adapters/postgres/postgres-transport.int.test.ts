import { openTcpProxy } from '@fbrain/testing/tcp-proxy';
import { createTestDatabase } from '@fbrain/testing/test-database';
import type { TransportBench } from '@fbrain/testing/transport-bench';
import { describeTransport } from '@fbrain/testing/transport-conformance';
import { silentLogger } from '../logging/logger.ts';
import { openTransport } from '../transport.ts';
import { type Database, openDatabase } from './connection.ts';

describeTransport('PostgreSQL', async (): Promise<TransportBench> => {
  const { url, sql, drop } = await createTestDatabase();
  const proxy = await openTcpProxy(url);
  const pools: Database[] = [];
  return {
    sql,
    proxy,
    open() {
      const pool = openDatabase({ url: proxy.through(url), max: 2 });
      pools.push(pool);
      const timing = { confirmTimeoutMs: 3_000, checkEveryMs: 250 };
      return openTransport({ sql: pool, processName: 'test', logger: silentLogger, ...timing });
    },
    async close() {
      await Promise.all(pools.map((pool) => pool.end({ timeout: 0 })));
      await proxy.close();
      await drop();
    },
  };
});
