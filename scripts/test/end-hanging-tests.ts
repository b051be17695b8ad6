import { setDefaultTimeout } from 'bun:test';

/**
 * Loaded before every test file; without --isolate, Bun loads it before the first one only. It only ends what hangs: no
 * test proves with it that something is quick, so that a busy machine of any speed passes.
 */
setDefaultTimeout(240_000);
