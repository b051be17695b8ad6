import { parseArgs } from 'node:util';
import { installDependencies } from './install-dependencies.ts';
import { quit, sentenceOf } from './quit.ts';

const HELP = `bun run test:fuzz [--requests N] [--seed N]
Sends hostile requests to every route of the API, as the suite does but more of them: 50 000 unless told. None may
answer 5xx or hang, and none that is refused may write a row. The same seed sends the same requests.`;

function parseOptions() {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '50000' },
      seed: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  for (const name of ['requests', 'seed'] as const) {
    if (!/^\d{1,10}$/.test(values[name] ?? '0')) throw new Error(`--${name} must be a whole number.`);
  }
  return values;
}

const values = await Promise.try(parseOptions).catch((error: unknown) => quit(sentenceOf(error)));
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
// biome-ignore lint/style/noProcessEnv: how the test is told
const environment = process.env;
environment.FUZZ_REQUESTS = values.requests;
if (values.seed !== undefined) environment.FUZZ_SEED = values.seed;

installDependencies();
const { runTests } = await import('./test/run-tests.ts');
await runTests(['src/fuzz.int.test']);
