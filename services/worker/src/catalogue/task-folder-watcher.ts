import { type FSWatcher, watch } from 'node:fs';
import type { Logger } from '@fbrain/adapters/logging/logger';

/** Files whose change changes what a task host or a manifest holds; programs are read anew at every start anyway. */
const TASK_FILE = /\.(ts|tsx|mts|js|mjs|cjs|json)$/;
const IGNORED = /(^|\/)(node_modules|\.[^/]*)(\/|$)/;
/** Editors and `git checkout` write several files within some milliseconds. */
const SETTLE_MS = 150;

/** Calls back when task files below `folder` have changed. Answers the way to stop. */
export function watchTaskFolder(folder: string, logger: Logger, onChange: () => void): () => void {
  let timer: Timer | undefined;
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(folder, { recursive: true }, (_event, file) => {
      const path = file?.replaceAll('\\', '/') ?? '';
      if (!TASK_FILE.test(path) || IGNORED.test(path)) return;
      clearTimeout(timer);
      timer = setTimeout(onChange, SETTLE_MS);
    });
  } catch (error) {
    logger.warn('changes of task files will not be noticed; restart the worker after a change', { folder, error });
  }
  return () => {
    clearTimeout(timer);
    watcher?.close();
  };
}
