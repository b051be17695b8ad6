import { url } from './parse.ts';
import type { Declarations } from './variable.ts';

/** Where people find the UI: for every service that sends them there. */
export const PUBLIC_URL_VARIABLE = {
  publicUrl: {
    env: 'PUBLIC_URL',
    doc: 'Address at which people open the UI, for links.',
    parse: url(['http:', 'https:'], 'https://fbrain.example.org'),
    default: 'http://localhost:8080',
  },
} as const satisfies Declarations;
