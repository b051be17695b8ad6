import type { Logger } from './logger.ts';

/** A logger whose messages go through `redact`. Fields are the caller's own and stay as they are. */
export const redactingLogger = (logger: Logger, redact: (text: string) => string): Logger => ({
  debug: (message, fields) => logger.debug(redact(message), fields),
  info: (message, fields) => logger.info(redact(message), fields),
  warn: (message, fields) => logger.warn(redact(message), fields),
  error: (message, fields) => logger.error(redact(message), fields),
  child: (fields) => redactingLogger(logger.child(fields), redact),
});
