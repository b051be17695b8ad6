// biome-ignore lint/style/noProcessEnv: the place that reads what the test runner provides
const env = process.env;

/**
 * What `bun run test` provides to the suites; the only place of this package that reads the environment. A name is
 * absent where the machine could not provide it: the runner then says so in its last lines.
 */
export const testEnvironment = {
  databaseUrl: env.TEST_DATABASE_URL,
  rabbitmqUrl: env.TEST_RABBITMQ_URL,
  /** What RabbitMQ tells Prometheus. */
  rabbitmqMetricsUrl: env.TEST_RABBITMQ_METRICS_URL,
  chromiumPath: env.CHROMIUM_PATH,
  /** Of Debian's package `faketime`. */
  faketimeLibrary: env.FAKETIME_LIBRARY,
  /** Folder with the compiled binaries and the UI, for end-to-end tests. */
  distDir: env.DIST_DIR,
  /** How long and how the API is fuzzed; absent = as in the suite. */
  fuzzRequests: env.FUZZ_REQUESTS,
  fuzzSeed: env.FUZZ_SEED,
  python: Bun.which('python3') ?? undefined,
  /** Comes with the program `prometheus`. */
  promtool: Bun.which('promtool') ?? undefined,
  nginx: Bun.which('nginx') ?? undefined,
  /** Sends as many requests as it can. */
  wrk: Bun.which('wrk') ?? undefined,
  /** Checks the configuration of Alertmanager. */
  amtool: Bun.which('amtool') ?? undefined,
  prometheus: Bun.which('prometheus') ?? undefined,
  postgresExporter: Bun.which('prometheus-postgres-exporter') ?? undefined,
  nginxExporter: Bun.which('prometheus-nginx-exporter') ?? undefined,
  nodeExporter: Bun.which('prometheus-node-exporter') ?? undefined,
};

export type TestNeed = keyof typeof testEnvironment;

/** The value of something a test cannot do without. Throws what to do where it is absent. */
export function required(need: TestNeed): string {
  const value = testEnvironment[need];
  if (!value) throw new Error(`This test needs ${need}: run it with "bun run test <part of the file name>".`);
  return value;
}
