/** The only place of this package that reads the environment. Servers get a clean one, with nothing of the caller's but this. */
// biome-ignore lint/style/noProcessEnv: as said above
export const SEARCH_PATH = process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin';
