import { ConfigError } from '@fbrain/adapters/config/read-config';
import { isDatabaseFault } from '@fbrain/adapters/postgres/errors';
import { explainDatabaseError } from '@fbrain/adapters/postgres/explain-error';
import { SchemaMismatch } from '@fbrain/adapters/postgres/migrate';
import { UnusableServer } from '@fbrain/adapters/postgres/server-store';
import { version } from '../package.json' with { type: 'json' };
import { NoBackup } from './backup/backup-file.ts';
import { BackupUnwritable } from './backup/make-backup.ts';
import { MissingProgram } from './backup/pg-programs.ts';
import { RestoreRefused } from './backup/restore-backup.ts';
import { PgFailure } from './backup/run-pg.ts';
import { type Command, print, UsageError } from './commands/command.ts';
import { COMMANDS } from './commands/commands.ts';

const EXPLAINED = [
  ConfigError,
  SchemaMismatch,
  UnusableServer,
  MissingProgram,
  NoBackup,
  BackupUnwritable,
  PgFailure,
  RestoreRefused,
];
const WIDTH = Math.max(...COMMANDS.map(({ name }) => name.length));

const HELP = `fbrain-api ${version}

Usage: fbrain-api [command]

Commands:
${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(WIDTH)}  ${summary}`).join('\n')}

Options:
  --help     Show this text, after a command what that command does.
  --version  Show the version.

Configuration comes from environment variables: see docs/configuration.md. The least that serve needs are
DATABASE_URL and SECRET_KEY.`;

const helpOf = ({ name, usage, help }: Command) => `Usage: ${`fbrain-api ${name} ${usage}`.trim()}\n\n${help}`;

async function main([name = 'serve', ...args]: string[]): Promise<void> {
  if (name === '--help' || name === '-h') return print(HELP);
  if (name === '--version') return print(version);
  const command = COMMANDS.find((known) => known.name === name);
  if (!command) return refuse(`there is no command "${name}". Try fbrain-api --help.`);
  if (args.includes('--help') || args.includes('-h')) return print(helpOf(command));
  if (command.usage === '' && args.length > 0) return refuse(`${name} takes no arguments, got "${args.join(' ')}".`);
  await command.run(args).catch((error: unknown) => {
    if (!(error instanceof UsageError)) throw error;
    refuse(`${name}: ${error.message}. Try fbrain-api ${name} --help.`);
  });
}

/** What nobody foresaw is shown in full. */
function sentenceOf(error: unknown): string {
  if (EXPLAINED.some((kind) => error instanceof kind)) return (error as Error).message;
  return isDatabaseFault(error) ? explainDatabaseError(error) : Bun.inspect(error);
}

function refuse(sentence: string): void {
  process.stderr.write(`fbrain-api: ${sentence}\n`);
  process.exitCode = 2;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  // Before the logger exists there is only this way to say what is wrong.
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exit(1);
}
