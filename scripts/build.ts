import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { installDependencies } from './install-dependencies.ts';
import { BUN, PROJECT_DIR } from './project.ts';
import { quit } from './quit.ts';

/**
 * `bun run build [folder]`: one binary per service, each needing nothing but its environment, and the UI's static
 * files. The folder is dist/ unless named.
 */
installDependencies();
const outDir = resolve(PROJECT_DIR, Bun.argv[2] ?? 'dist');
mkdirSync(outDir, { recursive: true });
await bundleTaskHost();
compile('services/api/src/main.ts', 'fbrain-api');
compile('services/worker/src/main.compiled.ts', 'fbrain-worker');
run('the UI', [BUN, 'node_modules/vite/bin/vite.js', 'build', '--outDir', join(outDir, 'ui')], join(PROJECT_DIR, 'ui'));
console.log(`Built fbrain-api, fbrain-worker and ui in ${outDir}`);

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
  const options = ['--compile', '--minify', '--keep-names', '--sourcemap', ...isolation];
  run(name, [BUN, 'build', ...options, entry, '--outfile', join(outDir, name)], PROJECT_DIR);
  // A copy: the binary has its source map inside.
  rmSync(join(outDir, `${name}.map`), { force: true });
}

function run(what: string, command: string[], cwd: string): void {
  const { success } = Bun.spawnSync(command, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  if (!success) quit(`${what} could not be built: see above.`);
}
