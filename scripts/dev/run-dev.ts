import { isPortFree } from '@fbrain/local-stack/free-port';
import { BUN, PROJECT_DIR } from '../project.ts';
import { quit, sentenceOf } from '../quit.ts';
import { onStopSignal } from '../stop-signal.ts';
import { type DevConfig, type Environment, readDevConfig } from './dev-config.ts';
import { API_MAIN, type DevServices, serviceEnvironment, startServices } from './dev-services.ts';
import { watchSources } from './source-watcher.ts';
import { type Stores, startStores } from './start-stores.ts';
import { renderSummary } from './summary.ts';

const POLL_MS = 50;
/** After this long the table is printed anyhow, with what does not answer yet. */
const READY_TIMEOUT_MS = 30_000;

/** `bun run dev`: brings up the whole system, restarts services when their code changes, stops all of it with Ctrl-C. */
export async function runDev(): Promise<void> {
  const running: { services?: DevServices; stores?: Stores } = {};
  // Before anything is started: an early Ctrl-C ends the servers too, as they end with this process.
  onStopSignal(() => void stopAll(running).then(() => process.exit(0)));
  try {
    const config = readDevConfig();
    await checkPorts(config);
    const stores = await startStores(config);
    running.stores = stores;
    const env = serviceEnvironment(config, stores);
    await migrateDatabase(env);
    const services = startServices(env);
    running.services = services;
    watchSources((name) => services[name].restart());
    await report(config, stores);
    watchServers(stores, running);
  } catch (error) {
    await stopAll(running);
    quit(sentenceOf(error));
  }
}

async function checkPorts(config: DevConfig): Promise<void> {
  const ports = { API_PORT: config.apiPort, WORKER_PORT: config.workerPort, UI_PORT: config.uiPort };
  for (const [name, port] of Object.entries(ports)) {
    // A server on all addresses blocks the loopback address only for some systems: ask for both.
    if ((await isPortFree(port)) && (await isPortFree(port, '0.0.0.0'))) continue;
    throw new Error(
      `Port ${port} is in use: end the program that uses it, or choose another port with ${name}=${port + 10} bun run dev.`,
    );
  }
}

async function migrateDatabase(env: Environment): Promise<void> {
  const migration = Bun.spawn([BUN, API_MAIN, 'migrate'], { cwd: PROJECT_DIR, env, stdout: 'pipe', stderr: 'pipe' });
  const [output, errors] = await Promise.all([migration.stdout.text(), migration.stderr.text()]);
  if ((await migration.exited) !== 0) throw new Error(`The database could not be migrated:\n${output}${errors}`);
}

async function report(config: DevConfig, stores: Stores): Promise<void> {
  let isRabbitmqReady = stores.rabbitmq === null;
  const rabbitmqReady = stores.rabbitmq?.ready.then(() => {
    isRabbitmqReady = true;
  });
  await Promise.all([
    untilAnswers('The API', `http://127.0.0.1:${config.apiPort}/readyz`),
    untilAnswers('The worker', `http://127.0.0.1:${config.workerPort}/readyz`, hasTasks),
    untilAnswers('The UI', `http://127.0.0.1:${config.uiPort}/`),
  ]);
  const wasReady = isRabbitmqReady;
  console.log(renderSummary(config, stores, wasReady));
  if (!wasReady)
    rabbitmqReady?.then(
      () => console.log('RabbitMQ is ready.'),
      (error) => console.error(sentenceOf(error)),
    );
}

/** The worker has registered its tasks, so that they can be asked for. It may still wait for RabbitMQ. */
async function hasTasks(answer: Response): Promise<boolean> {
  const { problems } = (await answer.json()) as { problems: string[] };
  return problems.every((problem) => problem.includes('transport'));
}

async function untilAnswers(
  name: string,
  url: string,
  isUp: (answer: Response) => boolean | Promise<boolean> = ({ ok }) => ok,
): Promise<void> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (performance.now() < deadline) {
    const answer = await fetch(url).catch(() => null);
    if (answer && (await isUp(answer))) return;
    await Bun.sleep(POLL_MS);
  }
  console.error(`${name} does not answer at ${url} yet; its lines above say why.`);
}

/** Says when a server of ours dies. The services wait for PostgreSQL in vain: without it everything ends. */
function watchServers({ postgres, rabbitmq }: Stores, running: { services?: DevServices; stores?: Stores }): void {
  void rabbitmq?.exited.then(() => {
    if (running.stores)
      console.error('RabbitMQ has ended (see .dev/rabbitmq/rabbitmq.log): start "bun run dev" again.');
  });
  void postgres?.exited.then(async () => {
    if (!running.stores) return;
    await stopAll(running);
    quit('PostgreSQL has ended (see .dev/postgres/postgres.log): start "bun run dev" again.');
  });
}

/** First what uses the servers, then the servers. Only what was started here is stopped. */
async function stopAll(running: { services?: DevServices; stores?: Stores }): Promise<void> {
  const { services, stores } = running;
  delete running.services;
  delete running.stores;
  await Promise.all(Object.values(services ?? {}).map((service) => service.stop()));
  await Promise.all([stores?.rabbitmq?.stop(), stores?.postgres?.stop()]);
}
