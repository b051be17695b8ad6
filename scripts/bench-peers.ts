import { join } from 'node:path';
import { installDependencies } from './install-dependencies.ts';
import { BUN, PROJECT_DIR } from './project.ts';
import { quit, sentenceOf } from './quit.ts';
import { onStopSignal } from './stop-signal.ts';

/** `bun run bench:peers`: builds the services and measures them beside other systems (bench/peers). */
installDependencies();
const { findRabbitmq } = await import('@fbrain/local-stack/rabbitmq-node');
const { help, parsePeerOptions } = await import('../bench/peers/options.ts');
const { PEERS, runPeers } = await import('../bench/peers/run-peers.ts');
const { canInstallPackages, installDebianPackages } = await import('./test/install-debian-packages.ts');
const { newRunFolder } = await import('./test/run-folder.ts');

const names = PEERS.map(({ name }) => name);
const options = await Promise.try(parsePeerOptions, Bun.argv.slice(2), names).catch((error: unknown) =>
  quit(sentenceOf(error)),
);
if (options === null) {
  process.stdout.write(help(names));
  process.exit(0);
}
const absent = PEERS.filter((peer) => options.names.includes(peer.name) && !peer.isInstalled());
const packages = [...absent.flatMap((peer) => peer.packages), ...(findRabbitmq() ? [] : ['rabbitmq-server'])];
if (packages.length > 0 && canInstallPackages()) installDebianPackages([...new Set(packages)]);
if (!findRabbitmq()) quit('RabbitMQ carries the work of F_BRAIN and of Celery: apt-get install rabbitmq-server.');

const folder = newRunFolder();
// All that is started ends with this process.
onStopSignal(() => {
  folder.remove();
  process.exit(1);
});
const distDir = join(folder.dir, 'dist');
const { success } = Bun.spawnSync([BUN, 'scripts/build.ts', distDir], { cwd: PROJECT_DIR, stderr: 'inherit' });
if (!success) quit('The services could not be built: see above.');
try {
  const paths = { dir: folder.dir, distDir, tasksDir: join(PROJECT_DIR, 'tasks') };
  console.log(`\n${await runPeers(options, paths, (line) => console.log(line))}`);
} catch (error) {
  console.error(`\nThe measurement failed: ${sentenceOf(error)}`);
  process.exitCode = 1;
}
folder.remove();
process.exit();
