/** A part of a process that runs until it is stopped. Safe to stop twice, before it was started, or while it starts. */
export interface Service {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}
