import { createDeliverySender, type DeliverySenderOptions } from './delivery-sender.ts';
import { GATHER_MS, lookAtRules } from './look-of-rule.ts';

/** Looks at the rules of notifications and sends what they tell. Beside the other duties: a mail server may hang. */
export interface Notifier {
  /** Does what is due, by default whatever that may be, unless it is at it. Returns at once. */
  run(due?: { rules: boolean; messages: boolean }): void;
  /** Resolves when nothing is under way. What is left is sent by the next leader. */
  stop(): Promise<void>;
}

export interface NotifierOptions extends DeliverySenderOptions {
  /** What follows the first failure so closely is told with it. */
  gatherMs?: number;
}

/** Looks of one turn: with more rules than these, none may keep others from their turn for ever. */
const MAX_LOOKS = 200;

export function createNotifier(options: NotifierOptions): Notifier {
  const { sql, logger, gatherMs = GATHER_MS } = options;
  const sender = createDeliverySender(options);
  let looking: Promise<void> | null = null;
  let isStopped = false;

  const onFailed: Parameters<typeof lookAtRules>[0]['onFailed'] = ({ id, name }, error) =>
    logger.warn('a rule of notifications could not be looked at; trying again', { ruleId: id, rule: name, error });
  const lookAll = async () => {
    for (let looks = 0; looks < MAX_LOOKS && !isStopped; looks++) {
      const { isDone, hasTold } = await lookAtRules({ sql, gatherMs, onFailed });
      if (hasTold) sender.run();
      if (isDone) return;
    }
  };
  const look = () =>
    lookAll().catch((error: unknown) =>
      logger.warn('looking at the rules of notifications failed; trying again', { error }),
    );

  return {
    run(due = { rules: true, messages: true }) {
      if (isStopped) return;
      if (due.messages) sender.run();
      if (!due.rules) return;
      looking ??= look().finally(() => {
        looking = null;
      });
    },
    async stop() {
      isStopped = true;
      await looking;
      await sender.stop();
    },
  };
}
