import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@fbrain/local-stack/free-port';
import { randomSecret } from '@fbrain/local-stack/kept-value';
import type { LocalServer } from '@fbrain/local-stack/local-server';
import { findRabbitmq, startPortMapper, startRabbitmq } from '@fbrain/local-stack/rabbitmq-node';

/** RabbitMQ nodes that form a cluster, on loopback. */
export interface RabbitmqCluster {
  /** Names all nodes. */
  url: string;
  nodes: LocalServer[];
  stop(): Promise<void>;
}

export async function startRabbitmqCluster(dir: string, size: number): Promise<RabbitmqCluster> {
  const [epmdPort, password, id] = [await freePort(), randomSecret(), randomSecret().slice(0, 8)];
  mkdirSync(dir, { recursive: true });
  const portMapper = startPortMapper(dir, epmdPort);
  const names = Array.from({ length: size }, (_, index) => `fbrain-${id}-${index}@localhost`);
  const nodes: LocalServer[] = [];
  for (const [index, name] of names.entries()) {
    const member = { name, nodes: names, password, epmdPort };
    nodes.push(await startRabbitmq(join(dir, `node-${index}`), findRabbitmq(), { member }));
    // The others find the first one, and join it.
    if (index === 0) await nodes[0]?.ready;
  }
  await Promise.all(nodes.map((node) => node.ready));
  return {
    url: nodes.map((node) => node.url).join(','),
    nodes,
    async stop() {
      await Promise.all(nodes.map((node) => node.kill()));
      await portMapper?.kill();
    },
  };
}
