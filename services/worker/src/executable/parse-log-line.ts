import type { LogLevel } from '@fbrain/core/run/run';

/** What one line on stderr means. */
export type ParsedLine =
  | { kind: 'log'; level: LogLevel; message: string; fields: unknown }
  | { kind: 'progress'; fraction: number; message: string | null };

/** The level names of Python, Go, Rust, syslog and others. */
const LEVELS: Record<string, LogLevel> = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  notice: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  err: 'error',
  critical: 'error',
  fatal: 'error',
};

/**
 * Reads a line on stderr: `{"progress":0.4,"message":"…"}` is progress; a JSON object with a `message` is a log line
 * with `level` and `fields`, or all its other members as fields; everything else is a line of text.
 */
export function parseLogLine(line: string): ParsedLine {
  const object = line.startsWith('{') ? parseObject(line) : undefined;
  if (typeof object?.progress === 'number') {
    const { progress, message } = object;
    return {
      kind: 'progress',
      fraction: Math.min(Math.max(progress, 0), 1),
      message: message === undefined ? null : String(message),
    };
  }
  if (typeof object?.message !== 'string') return { kind: 'log', level: 'info', message: line, fields: null };
  const { level, message, fields, ...others } = object;
  const rest = fields ?? (Object.keys(others).length > 0 ? others : null);
  return { kind: 'log', level: LEVELS[String(level).toLowerCase()] ?? 'info', message, fields: rest };
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
