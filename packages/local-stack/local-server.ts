/** A server that this process started and owns. */
export interface LocalServer {
  /** Address with user and password. */
  url: string;
  /** Resolves when the server serves; rejects with a clear sentence when it could not start. */
  ready: Promise<void>;
  /** Resolves when it has ended, for whatever reason. */
  exited: Promise<number>;
  /** Ends it cleanly; data and address stay in the folder. Safe to call twice. */
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}
