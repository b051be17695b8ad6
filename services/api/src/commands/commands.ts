import { backupCommand } from './backup.ts';
import type { Command } from './command.ts';
import { doctorCommand } from './doctor.ts';
import { healthcheckCommand } from './healthcheck.ts';
import { migrateCommand } from './migrate.ts';
import { resetPasswordCommand } from './reset-password.ts';
import { restoreCommand } from './restore.ts';
import { rotateSecretsCommand } from './rotate-secrets.ts';
import { serveCommand } from './serve.ts';

/** Everything the binary does, in the order of its help. */
export const COMMANDS: readonly Command[] = [
  serveCommand,
  migrateCommand,
  resetPasswordCommand,
  doctorCommand,
  backupCommand,
  restoreCommand,
  rotateSecretsCommand,
  healthcheckCommand,
];
