import { createLogger } from '@fbrain/adapters/logging/logger';
import { runUntilSignal } from '@fbrain/adapters/process/run-until-signal';
import { version } from '../../package.json' with { type: 'json' };
import { apiSecrets, readApiConfig } from '../config.ts';
import { createApiServices } from '../serve.ts';
import type { Command } from './command.ts';

export const serveCommand: Command = {
  name: 'serve',
  summary: 'Answer requests until SIGTERM or SIGINT (default).',
  usage: '',
  help: 'Answers requests until SIGTERM or SIGINT. Needs at least DATABASE_URL and SECRET_KEY: see docs/configuration.md.',
  async run() {
    const config = readApiConfig();
    const logger = createLogger(
      { level: config.logLevel, format: config.logFormat, secrets: apiSecrets(config) },
      { service: 'api' },
    );
    logger.info(`fbrain-api ${version}: starting`);
    const { services } = createApiServices(config, version, logger);
    await runUntilSignal(services, logger);
  },
};
