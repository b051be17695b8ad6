import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { installDependencies } from './install-dependencies.ts';
import { BUN, PROJECT_DIR } from './project.ts';
import { quit, sentenceOf } from './quit.ts';
import { onStopSignal } from './stop-signal.ts';

const HELP = `bun run test:compose [--real]: starts compose.yml as an installation would, and looks whether it keeps its promises.

Without an option it starts a Docker engine of its own (root on Debian), with images made from Debian packages in place of
those of a registry, which it does not need; Grafana is left out. What it builds is kept in .tmp/compose.
--real uses the Docker engine and the registry of this machine, and ports 18080 and 18443.
`;

if (Bun.argv.includes('--help')) {
  console.log(HELP);
  process.exit(0);
}
installDependencies();
const { newRunFolder } = await import('./test/run-folder.ts');
const { startEngine } = await import('../tests/compose/engine.ts');
const { buildImages } = await import('../tests/compose/build-images.ts');
const { canInstallPackages, installDebianPackages } = await import('./test/install-debian-packages.ts');
const { lockFolder } = await import('@fbrain/local-stack/folder-lock');

const folder = newRunFolder();
onStopSignal(() => {
  folder.remove();
  process.exit(1);
});
try {
  process.exitCode = Bun.argv.includes('--real') ? await testReal() : await testHere();
} catch (error) {
  quit(sentenceOf(error));
} finally {
  folder.remove();
}
process.exit();

/** Builds on the network of this machine, then runs on a network with nothing else on it. */
async function testHere(): Promise<number> {
  providePrograms({
    docker: 'docker.io',
    dockerd: 'docker.io',
    'docker-compose': 'docker-compose',
    debootstrap: 'debootstrap',
  });
  const cacheDir = join(PROJECT_DIR, '.tmp/compose');
  mkdirSync(cacheDir, { recursive: true });
  lockFolder(cacheDir);
  const options = { dataRoot: join(cacheDir, 'docker'), runDir: folder.dir };
  console.log('Building the images …');
  const builder = await startEngine({ ...options, network: 'host' });
  await buildImages(builder, cacheDir).finally(() => builder.stop());
  console.log('Starting them …');
  const engine = await startEngine({ ...options, network: 'own' });
  removeLeftovers(engine.env);
  try {
    return await runTests(engine.beside, { ...engine.env, COMPOSE_LEFT_OUT: 'grafana' });
  } finally {
    await engine.stop();
  }
}

/** What a run that was killed has left in the engine's folder. */
function removeLeftovers(env: Record<string, string>): void {
  const remove = 'docker ps -aq | xargs -r docker rm -fv; docker network prune -f; docker volume prune -f';
  Bun.spawnSync(['sh', '-c', remove], { env });
}

async function testReal(): Promise<number> {
  const compose = ['docker', 'compose'];
  const build = Bun.spawn([...compose, 'build'], { cwd: PROJECT_DIR, stdio: ['ignore', 'inherit', 'inherit'] });
  if ((await build.exited) !== 0) quit('The images could not be built: see above.');
  return await runTests((command) => [...command], {
    COMPOSE_COMMAND: compose.join(' '),
    COMPOSE_PORTS: '18080,18443',
  });
}

async function runTests(place: (command: readonly string[]) => string[], env: Record<string, string>): Promise<number> {
  // Whole paths, as Bun's own names for test files would make them a part of `bun run test`.
  const files = ['settings', 'stack'].map((name) => join(PROJECT_DIR, `tests/compose/${name}.compose.ts`));
  // Beside the engine nobody is in the folder of bunfig.toml.
  const command = [BUN, 'test', '--no-env-file', '--timeout=240000', ...files];
  const child = Bun.spawn(place(command), {
    cwd: PROJECT_DIR,
    // biome-ignore lint/style/noProcessEnv: the tests need HOME and PATH, and --real what tells where Docker is
    env: { ...process.env, ...folder.env, ...env, COMPOSE_RUN_DIR: folder.dir },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return await child.exited;
}

function providePrograms(packages: Record<string, string>): void {
  const isAbsent = (name: string) => Bun.which(name, { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }) === null;
  const absent = Object.keys(packages).filter(isAbsent);
  if (absent.length > 0 && canInstallPackages()) installDebianPackages(absent.map((name) => packages[name] ?? name));
  const missing = absent.filter(isAbsent);
  if (missing.length > 0)
    quit(`This needs ${missing.join(', ')}: install them, or try --real with the Docker of this machine.`);
}
