import type { Declarations } from '../config/variable.ts';
import { parseAllowList } from './allow-list.ts';

/** For every service that goes to places which somebody else has named. */
export const HTTP_ALLOW_VARIABLE = {
  httpAllow: {
    env: 'HTTP_ALLOW',
    doc: 'What http tasks and notifications may reach besides public addresses: addresses, ranges (`10.0.0.0/8`) and host names, comma separated.',
    parse: parseAllowList,
    default: '',
  },
} as const satisfies Declarations;
