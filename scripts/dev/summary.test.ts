import { expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalServer } from '@fbrain/local-stack/local-server';
import { PROJECT_DIR } from '../project.ts';
import { readDevConfig } from './dev-config.ts';
import { renderSummary, withoutPassword } from './summary.ts';

const server = {} as LocalServer;

test('the README shows the table that `bun run dev` prints', () => {
  const readme = readFileSync(join(PROJECT_DIR, 'README.md'), 'utf8');
  const shown = /```text\n(F_BRAIN is running.*?)```/s.exec(readme)?.[1]?.trim() ?? '';
  const databaseUrl = 'postgres://fbrain:secret@127.0.0.1:54321/fbrain';
  const rabbitmqUrl = 'amqp://fbrain:secret@127.0.0.1:56721';
  const root = mkdtempSync(join(tmpdir(), 'fbrain-summary-'));
  const config = readDevConfig({}, root);
  rmSync(root, { recursive: true });
  const printed = renderSummary(config, { databaseUrl, rabbitmqUrl, postgres: server, rabbitmq: server }, true);
  // `…` stands for what differs from machine to machine.
  const pattern = shown
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  expect(printed.trim()).toMatch(new RegExp(`^${pattern}$`));
});

test('an address is shown without its password', () => {
  expect(withoutPassword('amqp://user:secret@here:5672')).toBe('amqp://user@here:5672');
  expect(withoutPassword('not one')).toBe('(not an address)');
});
