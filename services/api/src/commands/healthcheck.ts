import { findIllness } from '@fbrain/adapters/process/healthcheck';
import { readListenConfig } from '../config.ts';
import { type Command, fail } from './command.ts';

export const healthcheckCommand: Command = {
  name: 'healthcheck',
  summary: 'Say whether the API of this machine can serve.',
  usage: '',
  help: 'Exits with 0 if /readyz of the API on this machine says that it can serve, else says why not and exits with 1.',
  async run() {
    const illness = await findIllness(readListenConfig(), '/readyz');
    if (illness !== null) fail(illness);
  },
};
