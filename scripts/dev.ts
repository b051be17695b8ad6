import { installDependencies } from './install-dependencies.ts';

// Two stages: nothing may be imported from node_modules before this has filled it.
installDependencies();
const { runDev } = await import('./dev/run-dev.ts');
await runDev();
