import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { version } from '../services/api/package.json' with { type: 'json' };
import { createSbom, installedLicenses, readLockfile } from './build/sbom.ts';
import { compressFiles } from './compress-files.ts';
import { installDependencies } from './install-dependencies.ts';
import { BUN, PROJECT_DIR } from './project.ts';
import { quit } from './quit.ts';

/** What can be built: one binary per service, each needing nothing but its environment, and the UI's static files. */
const PARTS: Record<string, () => unknown> = {
  api: () => compile('services/api/src/main.ts', 'fbrain-api'),
  worker: async () => {
    await bundleTaskHost();
    compile('services/worker/src/main.compiled.ts', 'fbrain-worker');
  },
  ui: buildUi,
};

/** `bun run build [folder [part …]]`: all parts into dist/, unless others are named. */
const [folder = 'dist', ...named] = Bun.argv.slice(2);
const parts = named.length > 0 ? named : Object.keys(PARTS);
const unknown = parts.filter((part) => !Object.hasOwn(PARTS, part));
if (unknown.length > 0) quit(`There is no part ${unknown.join(', ')}. The parts are ${Object.keys(PARTS).join(', ')}.`);
installDependencies();
const outDir = resolve(PROJECT_DIR, folder);
mkdirSync(outDir, { recursive: true });
for (const part of parts) await PARTS[part]?.();
await writeSbom();
console.log(`Built ${parts.join(', ')} in ${outDir}`);

/** What was built is made of: beside the binaries, for whoever checks what runs where. */
async function writeSbom(): Promise<void> {
  const lockfile = readLockfile(await Bun.file(join(PROJECT_DIR, 'bun.lock')).text());
  const sbom = createSbom(lockfile, ['services/api', 'services/worker', 'ui'], {
    version,
    bunVersion: Bun.version,
    licenseOf: installedLicenses(PROJECT_DIR, lockfile),
  });
  await Bun.write(join(outDir, 'sbom.cdx.json'), JSON.stringify(sbom, null, 2));
}

/** The worker's binary carries its task host as text, and writes it to disk to start it as a process of its own. */
async function bundleTaskHost(): Promise<void> {
  const folder = join(PROJECT_DIR, 'services/worker/src/task-host');
  const build = await Bun.build({ entrypoints: [join(folder, 'main.ts')], target: 'bun', minify: true, throw: false });
  const [bundle] = build.outputs;
  if (!build.success || !bundle) quit(`The task host could not be bundled:\n${build.logs.join('\n')}`);
  await Bun.write(join(folder, 'bundle.generated.js'), bundle);
}

function compile(entry: string, name: string): void {
  // The operator's environment alone counts: no .env and no bunfig.toml of the folder it is started in.
  const isolation = ['--no-compile-autoload-dotenv', '--no-compile-autoload-bunfig'];
  const options = ['--compile', '--minify', '--keep-names', '--sourcemap', '--bytecode', '--format=esm', ...isolation];
  run(name, [BUN, 'build', ...options, entry, '--outfile', join(outDir, name)], PROJECT_DIR);
  // A copy: the binary has its source map inside.
  rmSync(join(outDir, `${name}.map`), { force: true });
}

function buildUi(): void {
  const vite = [BUN, 'node_modules/vite/bin/vite.js', 'build', '--outDir', join(outDir, 'ui')];
  run('the UI', vite, join(PROJECT_DIR, 'ui'));
  compressFiles(join(outDir, 'ui'));
}

function run(what: string, command: string[], cwd: string): void {
  const { success } = Bun.spawnSync(command, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  if (!success) quit(`${what} could not be built: see above.`);
}
