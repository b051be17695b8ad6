import { expect } from 'bun:test';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { untilTask } from './add-task.ts';
import { blocksOf, outputPattern } from './readme-blocks.ts';
import type { System } from './system.ts';

const PROJECT = resolve(import.meta.dir, '../../..');
/** Where `bun run dev` puts the API: the only thing that is changed in the examples. */
const ORIGIN = 'http://localhost:3000';
const OUTPUTS = ['text'];

/**
 * Does what a page of the repository tells its reader to do, word for word, and expects what it shows as output.
 * Answers the commands that were run.
 */
export async function runExamples(system: System, page: string): Promise<string[]> {
  const at = prepareFolder(system);
  const blocks = blocksOf(readFileSync(join(PROJECT, page), 'utf8'));
  const tried: string[] = [];
  let exports = '';
  for (const [index, { language, text }] of blocks.entries()) {
    const code = text.replaceAll(ORIGIN, system.apiUrl);
    const name = /^\/\/ (\S+)\n/.exec(code)?.[1];
    if (language === 'ts' && name) {
      writeFileSync(join(system.dir, name), code);
      if (name.startsWith('tasks/')) await untilTask(system, /name: '(.*)'/.exec(code)?.[1] ?? '');
    }
    if (language !== 'sh') continue;
    exports += code.startsWith('export ') ? code : '';
    const { stdout, stderr, exitCode } = at.run(`${exports}${code}`);
    expect({ code, stderr: stderr.toString(), exitCode }).toEqual({ code, stderr: '', exitCode: 0 });
    const next = blocks[index + 1];
    if (next && OUTPUTS.includes(next.language)) expect(stdout.toString().trim()).toMatch(outputPattern(next.text));
    tried.push(code);
  }
  return tried;
}

/** What a reader has in the folder of the repository while `bun run dev` runs: token, tasks, `bun` and `f-brain`. */
function prepareFolder({ dir, token }: System) {
  mkdirSync(join(dir, '.dev'));
  writeFileSync(join(dir, '.dev/token'), `${token}\n`);
  for (const folder of ['bin', 'node_modules']) mkdirSync(join(dir, folder));
  symlinkSync(process.execPath, join(dir, 'bin/bun'));
  symlinkSync(join(PROJECT, 'packages/sdk'), join(dir, 'node_modules/f-brain'));
  const env = { HOME: dir, PATH: `${join(dir, 'bin')}:/usr/local/bin:/usr/bin:/bin` };
  return { run: (script: string) => Bun.spawnSync(['bash', '-c', script], { cwd: dir, env }) };
}
