import { join } from 'node:path';
import { installDependencies } from './install-dependencies.ts';
import { PROJECT_DIR } from './project.ts';
import { quit, sentenceOf } from './quit.ts';

/** `bun run bench:peers`: builds the services and measures them beside other systems (bench/peers). */
installDependencies();
const { findRabbitmq } = await import('@fbrain/local-stack/rabbitmq-node');
const { help, parsePeerOptions } = await import('../bench/peers/options.ts');
const { PEERS, runPeers } = await import('../bench/peers/run-peers.ts');
const { canInstallPackages, installDebianPackages } = await import('./test/install-debian-packages.ts');
const { runOnFreshBuild } = await import('./test/run-on-fresh-build.ts');

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

await runOnFreshBuild({ failure: 'The measurement failed' }, async (build) => {
  const paths = { ...build, tasksDir: join(PROJECT_DIR, 'tasks') };
  console.log(`\n${await runPeers(options, paths, (line) => console.log(line))}`);
  return true;
});
