import type { TaskHost } from './task-host.ts';

/** A host that has not answered for so long gets nothing new while others do answer. */
const SILENT_MS = 2_000;

/** The hosts that new runs go to, the least busy first. */
export function readyHosts(hosts: readonly TaskHost[]): TaskHost[] {
  const loaded = hosts.filter((host) => host.isReady).sort((a, b) => a.inFlight.size - b.inFlight.size);
  const responsive = loaded.filter((host) => !isSilent(host));
  return responsive.length > 0 ? responsive : loaded;
}

const isSilent = ({ askedAtMs }: TaskHost): boolean => askedAtMs !== null && performance.now() - askedAtMs > SILENT_MS;
