import { resolve } from 'node:path';

/** The top folder of this repository. */
export const PROJECT_DIR = resolve(import.meta.dir, '..');
/** The Bun that runs this script: the one to run everything else with, as there may be no other. */
export const BUN = process.execPath;
