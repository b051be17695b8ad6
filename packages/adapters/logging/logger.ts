import { toRedactor } from './redact.ts';
import { serialiseFields } from './serialise.ts';
import { toVisibleLines, toVisibleText } from './visible-text.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export const LOG_FORMATS = ['json', 'pretty'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export type LogFields = Readonly<Record<string, unknown>>;

/** Writes one line per event. Errors among the fields appear with stack and cause. Never throws. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger whose lines all carry these fields. */
  child(fields: LogFields): Logger;
}

export interface LoggerOptions {
  level: LogLevel;
  format: LogFormat;
  /** Texts that must never appear in a line. */
  secrets?: readonly string[];
  /** Receives each line with its line break; standard output by default. */
  write?: (line: string) => void;
  now?: () => number;
}

export function createLogger(options: LoggerOptions, bound: LogFields = {}): Logger {
  const { level: least, format, write = writeToStdout, now = Date.now } = options;
  const redact = toRedactor(options.secrets ?? []);
  const render = format === 'json' ? renderJson : renderPretty;
  const rank = LOG_LEVELS.indexOf(least);

  const at = (level: LogLevel) => (message: string, fields?: LogFields) => {
    if (LOG_LEVELS.indexOf(level) < rank) return;
    const time = new Date(now()).toISOString();
    write(`${redact(render(time, level, message, serialiseFields({ ...bound, ...fields })))}\n`);
  };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => createLogger(options, { ...bound, ...fields }),
  };
}

function writeToStdout(line: string): void {
  process.stdout.write(line);
}

function renderJson(time: string, level: LogLevel, message: string, fields: Record<string, unknown>): string {
  // JSON escapes ESC by itself, but not the rest.
  return toVisibleText(JSON.stringify({ time, level, message, ...fields }));
}

function renderPretty(time: string, level: LogLevel, message: string, fields: Record<string, unknown>): string {
  const pairs = Object.entries(fields).map(([key, value]) =>
    value !== null && typeof value === 'object' && 'stack' in value
      ? `\n${toVisibleLines(String(value.stack))}`
      : toVisibleText(`${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`),
  );
  return [time.slice(11, 23), level.toUpperCase().padEnd(5), toVisibleText(message), ...pairs].join(' ');
}

/** For tests and for places where nobody listens. */
export const silentLogger: Logger = createLogger({ level: 'error', format: 'json', write: () => undefined });
