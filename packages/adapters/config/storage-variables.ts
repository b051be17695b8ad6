import { LOG_FORMATS, LOG_LEVELS } from '../logging/logger.ts';
import { name, oneOf, postgresUrl, url, wholeNumber } from './parse.ts';
import type { Declarations } from './variable.ts';

/** Variables that every service needs to reach the database and the transport, and to log. */
export const STORAGE_VARIABLES = {
  databaseUrl: {
    env: 'DATABASE_URL',
    doc: 'PostgreSQL that holds everything: `postgres://user:password@host:5432/database`; of several hosts, `host1:5432,host2:5432`, the primary is used.',
    parse: postgresUrl,
    secret: true,
  },
  rabbitmqUrl: {
    env: 'RABBITMQ_URL',
    doc: 'RabbitMQ that carries work to the workers; several nodes comma separated. Without it PostgreSQL carries the work.',
    parse: url(['amqp:', 'amqps:'], 'amqp://user:password@host:5672'),
    secret: true,
    optional: true,
  },
  rabbitmqPrefix: {
    env: 'RABBITMQ_PREFIX',
    doc: 'Begins the names of all queues and exchanges: installations that share a RabbitMQ must differ in it.',
    parse: name,
    default: 'fbrain',
  },
  databasePool: {
    env: 'DATABASE_POOL',
    doc: 'Connections to PostgreSQL that one process may open.',
    parse: wholeNumber(2, 200),
    default: '10',
  },
  logLevel: {
    env: 'LOG_LEVEL',
    doc: `Least level that is logged: ${LOG_LEVELS.join(', ')}.`,
    parse: oneOf(LOG_LEVELS),
    default: 'info',
  },
  logFormat: {
    env: 'LOG_FORMAT',
    doc: '`json`: one JSON object per line; `pretty`: for people at a terminal.',
    parse: oneOf(LOG_FORMATS),
    default: 'json',
  },
} as const satisfies Declarations;
