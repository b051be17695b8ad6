// biome-ignore-all lint/suspicious/noConsole: this file is about what others print with it.
import { format } from 'node:util';
import type { LogLevel } from '@fbrain/core/run/run';
import { currentAttempt } from './current-attempt.ts';

const LEVELS = { debug: 'debug', log: 'info', info: 'info', warn: 'warn', error: 'error', trace: 'debug' } as const;

/** Sends what task code prints with `console` to the log of its run. Other code prints as before. */
export function captureConsole(): void {
  for (const [method, level] of Object.entries(LEVELS) as [keyof typeof LEVELS, LogLevel][]) {
    const print = console[method].bind(console);
    console[method] = (...values: unknown[]) => {
      const attempt = currentAttempt.getStore();
      if (attempt) attempt.log(level, format(...values));
      else print(...values);
    };
  }
}
