import { parseArgs } from 'node:util';
import { installDependencies } from './install-dependencies.ts';
import { quit } from './quit.ts';

/** `bun run test:cluster`: kills one node of a RabbitMQ cluster and the PostgreSQL primary under load (tests/faults/cluster). */
installDependencies();
const { installNeeds } = await import('./test/provide-needs.ts');
const { runOnFreshBuild } = await import('./test/run-on-fresh-build.ts');
const { runCluster } = await import('../tests/faults/cluster/run-cluster.ts');
const { renderReport } = await import('../tests/faults/report.ts');

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '40' }, seed: { type: 'string', default: '1' } },
});
const [seconds, seed] = [Number(values.seconds), Number(values.seed)];
if (!(seconds >= 10) || !Number.isSafeInteger(seed)) quit('--seconds must be at least 10, --seed a whole number.');
const missing = installNeeds(['rabbitmq-server', 'postgresql']);
if (missing.length > 0) quit(missing.join('\n'));
await runOnFreshBuild({ parts: ['api', 'worker'], failure: 'The harness itself failed' }, async (build) => {
  console.log(`Seed ${seed}. Starting three RabbitMQ nodes, a primary and its synchronous standby …`);
  const outcome = await runCluster({ seconds, seed }, { ...build, say: (line) => console.log(line) });
  console.log(`\n${renderReport(outcome)}`);
  return outcome.violations.length === 0;
});
