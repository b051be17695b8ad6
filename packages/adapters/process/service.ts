/** A part of a process that runs until it is stopped. Safe to stop twice, or before it was started. */
export interface Service {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}
