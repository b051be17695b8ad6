import type { TcpProxy } from '@fbrain/testing/tcp-proxy';
import { type Fault, type FaultContext, pause } from './fault.ts';

const linkNames = ({ system }: FaultContext) => [...system.links.keys()];

function link({ system }: FaultContext, name: string): TcpProxy {
  const found = system.links.get(name);
  if (!found) throw new Error(`There is no network ${name}`);
  return found;
}

/** Networks between a service and a server that break or swallow everything. */
export const NETWORK_FAULTS: readonly Fault[] = [
  {
    name: 'cut the network',
    weight: 4,
    targets: linkNames,
    async strike(name, context) {
      link(context, name).cut();
      await pause(context.random, 200, 5_000);
      link(context, name).heal();
    },
  },
  {
    name: 'let the network swallow everything',
    weight: 4,
    targets: linkNames,
    async strike(name, context) {
      link(context, name).blackhole();
      await pause(context.random, 500, 8_000);
      link(context, name).heal();
    },
  },
];
