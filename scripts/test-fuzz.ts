import { parseArgs } from 'node:util';
import { installDependencies } from './install-dependencies.ts';

/** `bun run test:fuzz [--requests N] [--seed N]`: sends hostile requests to every route of the API, as the suite does. */
const { values } = parseArgs({
  options: { requests: { type: 'string', default: '50000' }, seed: { type: 'string' } },
});
// biome-ignore lint/style/noProcessEnv: how the test is told
const environment = process.env;
environment.FUZZ_REQUESTS = values.requests;
if (values.seed !== undefined) environment.FUZZ_SEED = values.seed;

installDependencies();
const { runTests } = await import('./test/run-tests.ts');
await runTests(['src/fuzz.int.test']);
