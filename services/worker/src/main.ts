import { sourceHostProgram } from './host-program.ts';
import { startWorker } from './start-worker.ts';

await startWorker(process.argv.slice(2), sourceHostProgram);
