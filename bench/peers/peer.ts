import type { Latency } from '../figures.ts';

/** What every peer is given: the same servers, on loopback, with the same settings. */
export interface PeerSurroundings {
  /** Folder for data and logs, gone at the end. */
  dir: string;
  postgresUrl: string;
  rabbitmqUrl: string;
  /** Compiled services and tasks of F_BRAIN. */
  distDir: string;
  tasksDir: string;
}

/** A system that does no-op jobs. It has no worker running except while it drains or its latency is measured. */
export interface PeerSystem {
  /** Jobs per second from the first call to the last answer. The jobs wait: no worker runs. */
  enqueue(jobs: number): Promise<number>;
  /** Jobs per second from the first start to the last end, as its own store tells it. */
  drain(jobs: number): Promise<number>;
  /** From asking for a job to knowing that it is done, one at a time. */
  latency(samples: number): Promise<Latency>;
  stop(): Promise<void>;
}

export interface Peer {
  name: string;
  /** How it runs, for the line below the table. */
  settings: string;
  /** Part of `--jobs` that one round takes: slow ones get fewer, as the whole must end in minutes. */
  share: number;
  /** F_BRAIN must drain so many times as fast. */
  budget?: number;
  /** Debian packages that it needs, and whether they are here. */
  packages: readonly string[];
  isInstalled(): boolean;
  start(surroundings: PeerSurroundings): Promise<PeerSystem>;
}
