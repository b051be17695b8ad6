/** Cookie of a session. Browsers keep a `__Host-` cookie only from HTTPS (or localhost), for this host and all paths. */
export const SESSION_COOKIE = '__Host-fbrain';

/** Cookie of an installation that its operator has opened to plain HTTP (INSECURE_COOKIES). */
export const INSECURE_SESSION_COOKIE = 'fbrain';

/** Header that whoever acts with a session must send: pages of other origins cannot. */
export const CSRF_HEADER = 'x-f-brain';
