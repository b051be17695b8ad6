import { installDependencies } from './install-dependencies.ts';

// Two stages: nothing may be imported from node_modules before this has filled it.
installDependencies();
const { runChecks } = await import('./check/run-checks.ts');
process.exit((await runChecks()) ? 0 : 1);
