import { ConfigError } from '@fbrain/adapters/config/read-config';
import { readApiConfig } from '../config.ts';
import { type Finding, failure, ok, renderFindings, worstOf } from '../doctor/diagnosis.ts';
import { examine } from '../doctor/examine.ts';
import { type Command, print, readArguments } from './command.ts';

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'Look at everything the API needs, and say what is wrong and what to do.',
  usage: '[--json]',
  help: `Checks the configuration, PostgreSQL (version, rights, durability, disk, connections, transactions, clock, schema,
partitions), the workers, the secrets and RabbitMQ. Changes nothing. Give it the environment of the API.

  --json  Answer a JSON array of {name, severity, says}.

Exits with 0 if all is well, 1 after a warning, 2 after a failure.`,
  async run(args) {
    const { values } = readArguments(args, { json: { type: 'boolean' } });
    const findings = await diagnose();
    print(values.json ? JSON.stringify(findings, null, 2) : renderFindings(findings));
    process.exitCode = worstOf(findings);
  },
};

async function diagnose(): Promise<Finding[]> {
  try {
    const config = readApiConfig();
    return [ok('configuration', 'is complete'), ...(await examine(config))];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => failure('configuration', problem));
  }
}
