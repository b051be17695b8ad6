import { installDependencies } from './install-dependencies.ts';

// Two stages: nothing may be imported from node_modules before this has filled it.
installDependencies();
const { runTests } = await import('./test/run-tests.ts');
await runTests(Bun.argv.slice(2));
