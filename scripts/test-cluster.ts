import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installDependencies } from './install-dependencies.ts';
import { BUN, PROJECT_DIR } from './project.ts';
import { quit, sentenceOf } from './quit.ts';
import { onStopSignal } from './stop-signal.ts';

/** `bun run test:cluster`: kills one node of a RabbitMQ cluster and the PostgreSQL primary under load (tests/faults/cluster). */
installDependencies();
const { newRunFolder } = await import('./test/run-folder.ts');
const { installNeeds } = await import('./test/provide-needs.ts');
const { runCluster } = await import('../tests/faults/cluster/run-cluster.ts');
const { renderReport } = await import('../tests/faults/report.ts');

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '40' }, seed: { type: 'string', default: '1' } },
});
const [seconds, seed] = [Number(values.seconds), Number(values.seed)];
if (!(seconds >= 10) || !Number.isSafeInteger(seed)) quit('--seconds must be at least 10, --seed a whole number.');
const missing = installNeeds(['rabbitmq-server', 'postgresql']);
if (missing.length > 0) quit(missing.join('\n'));
const folder = newRunFolder();
onStopSignal(() => {
  folder.remove();
  process.exit(1);
});
const distDir = join(folder.dir, 'dist');
const { success } = Bun.spawnSync([BUN, 'scripts/build.ts', distDir, 'api', 'worker'], {
  cwd: PROJECT_DIR,
  stderr: 'inherit',
});
if (!success) quit('The services could not be built: see above.');
console.log(`Seed ${seed}. Starting three RabbitMQ nodes, a primary and its synchronous standby …`);
try {
  const outcome = await runCluster({ seconds, seed }, { dir: folder.dir, distDir, say: (line) => console.log(line) });
  console.log(`\n${renderReport(outcome)}`);
  process.exitCode = outcome.violations.length > 0 ? 1 : 0;
} catch (error) {
  console.error(`\nThe harness itself failed: ${sentenceOf(error)}`);
  process.exitCode = 1;
}
folder.remove();
process.exit();
