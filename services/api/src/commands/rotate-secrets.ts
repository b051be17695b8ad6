import { createKeyring, type Keyring } from '@fbrain/adapters/crypto/keyring';
import { type Database, openDatabase } from '@fbrain/adapters/postgres/connection';
import { isKeyBusy } from '@fbrain/adapters/postgres/errors';
import {
  type PageOptions,
  type ResealedPage,
  resealPage,
  SEALED_COLUMNS,
  type SealedColumn,
} from '@fbrain/adapters/postgres/reseal-store';
import { readRotateConfig } from '../config.ts';
import { type Command, fail, print, readArguments } from './command.ts';

/** A page is one statement that reads and one that writes; others hardly notice. */
const PAGE = 2_000;
const SAY_EVERY_MS = 2_000;

export const rotateSecretsCommand: Command = {
  name: 'rotate-secrets',
  summary: 'Encrypt all secrets with the first key of SECRET_KEY.',
  usage: '[--check]',
  help: `To change the key: put the new one before the old, SECRET_KEY=new,old, for all API processes and workers, restart
them, run this command, then take the old key away. It works while everything runs, and goes on where it was when
it is started again: what is done is only looked at. Needs DATABASE_URL and SECRET_KEY.

  --check  Only count what older keys have encrypted; exits with 1 if there is any.`,
  async run(args) {
    const { values } = readArguments(args, { check: { type: 'boolean' } });
    const config = readRotateConfig();
    const sql = openDatabase({
      url: config.databaseUrl,
      max: 1,
      applicationName: 'fbrain-rotate',
      statementTimeoutMs: 0,
    });
    try {
      await rotate(sql, createKeyring(config.secretKeys), values.check === true);
    } finally {
      await sql.end({ timeout: 1 });
    }
  },
};

async function rotate(sql: Database, keyring: Keyring, isDryRun: boolean): Promise<void> {
  let [old, unreadable] = [0, 0];
  for (const column of SEALED_COLUMNS) {
    const found = await rotateColumn(sql, keyring, column, isDryRun);
    print(`${column.name}: ${found.old} ${isDryRun ? 'with an older key' : 'encrypted anew'}, ${found.seen} seen`);
    old += found.old;
    unreadable += found.unreadable;
  }
  if (unreadable > 0) {
    fail(`${unreadable} cannot be read with any key of SECRET_KEY: add the key that made them, or set them again.`);
  } else if (isDryRun && old > 0) fail(`${old} are encrypted with an older key: run \`fbrain-api rotate-secrets\`.`);
  else print(`All secrets are encrypted with the key ${keyring.newestKeyId}; others are not needed any more.`);
}

async function rotateColumn(sql: Database, keyring: Keyring, column: SealedColumn, isDryRun: boolean) {
  const total = { seen: 0, old: 0, unreadable: 0 };
  let afterKey: string | null = null;
  let saidAtMs = performance.now();
  do {
    const options: PageOptions = { afterKey, limit: PAGE, isDryRun };
    const page: ResealedPage = await whenFree(column, () => resealPage(sql, keyring, column, options));
    total.seen += page.seen;
    total.old += page.old;
    total.unreadable += page.unreadable;
    afterKey = page.lastKey;
    if (performance.now() - saidAtMs > SAY_EVERY_MS) {
      saidAtMs = performance.now();
      print(`${column.name}: ${total.seen} seen …`);
    }
  } while (afterKey !== null);
  return total;
}

/** Each try waits a second by itself. */
async function whenFree<T>({ name }: SealedColumn, work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!isKeyBusy(error)) throw error;
      if (tries === 1) print(`${name}: waiting for the removal of old runs, which holds them …`);
    }
  }
}
