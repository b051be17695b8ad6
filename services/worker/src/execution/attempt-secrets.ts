import type { Keyring } from '@fbrain/adapters/crypto/keyring';
import { mayHoldSecrets, openJson, sealJson, textsOf } from '@fbrain/adapters/crypto/secret-json';
import { toRedactor } from '@fbrain/adapters/logging/redact';
import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import type { ClaimedRun } from '@fbrain/core/run/claimed-run';
import type { Json } from '@fbrain/core/run/json';
import { findSecretPaths, type SecretPath } from '@fbrain/core/secret/secret-paths';
import type { AttemptRef, HostReport } from '../task-host/protocol.ts';
import type { RunningAttempt } from './running-attempt.ts';

/** What the attempts of this worker must not tell: opened for them, and taken out of everything that comes from them. */
export interface AttemptSecrets {
  /** The input of an attempt in clear, as JSON text. Throws UnreadableSecretError. */
  openInput(attempt: RunningAttempt): string;
  /** An attempt was given one more secret. */
  learn(ref: AttemptRef, secret: string): void;
  /** Stored secrets that an attempt is started with, by name. */
  give(ref: AttemptRef, secrets: ReadonlyMap<string, string>): void;
  givenTo(ref: AttemptRef): ReadonlyMap<string, string>;
  /** The report without the secrets of its attempts, and with secret fields of outputs encrypted. */
  protect(report: HostReport): HostReport;
  /** A text of which nobody knows the attempt it is from. */
  redact(text: string): string;
  /** The attempt has ended. */
  forget(run: Pick<ClaimedRun, 'id' | 'attempt'>): void;
}

type Redact = (text: string) => string;

/** An attempt that has secrets, or whose output will. */
interface Guarded {
  task: string;
  outputPaths: readonly SecretPath[];
  texts: ReadonlySet<string>;
  redact: Redact;
  given: ReadonlyMap<string, string>;
}

type About = Pick<Guarded, 'task' | 'outputPaths'>;

/** What a process has printed may arrive after its attempt has ended. */
const LINGER_MS = 10_000;
const NO_PATHS: readonly SecretPath[] = [];
const NONE: ReadonlyMap<string, string> = new Map();
/** Of an attempt whose secrets are not in its input or output. */
const NOTHING: About = { task: '', outputPaths: NO_PATHS };
const keyOf = ({ runId, attempt }: AttemptRef): string => `${runId}/${attempt}`;

/** Attempts without secrets, nearly all, cost a look at their input and are never seen again here. */
export function createAttemptSecrets(keyring: Keyring): AttemptSecrets {
  const guarded = new Map<string, Guarded>();

  const learn = (key: string, secrets: readonly string[], { task, outputPaths }: About) => {
    const before = guarded.get(key);
    const texts = new Set([...(before?.texts ?? []), ...secrets.flatMap(linesOf)]);
    // A task may ask for the same secret with every row.
    const redact = before?.texts.size === texts.size ? before.redact : toRedactor([...texts]);
    guarded.set(key, { task, outputPaths, given: before?.given ?? NONE, texts, redact });
  };
  return {
    openInput({ run, task }) {
      const { outputSchema } = task;
      const outputPaths = outputSchema == null ? NO_PATHS : findSecretPaths(outputSchema);
      const isSealed = mayHoldSecrets(run.inputJson);
      if (!isSealed && outputPaths.length === 0) return run.inputJson;
      const { value, secrets } = isSealed
        ? openJson(keyring, { kind: 'input', task: run.task }, JSON.parse(run.inputJson))
        : { value: null, secrets: new Map<string, Json>() };
      const texts = [...secrets.values()].flatMap(textsOf);
      learn(keyOf({ runId: run.id, attempt: run.attempt }), texts, { task: run.task, outputPaths });
      return isSealed ? JSON.stringify(value) : run.inputJson;
    },
    learn: (ref, secret) => learn(keyOf(ref), [secret], guarded.get(keyOf(ref)) ?? NOTHING),
    give(ref, given) {
      learn(keyOf(ref), [...given.values()], guarded.get(keyOf(ref)) ?? NOTHING);
      const guard = guarded.get(keyOf(ref));
      if (guard) guarded.set(keyOf(ref), { ...guard, given });
    },
    givenTo: (ref) => guarded.get(keyOf(ref))?.given ?? NONE,
    protect: (report) => (guarded.size === 0 ? report : protectReport(keyring, guarded, report)),
    redact: (text) => guarded.values().reduce((result, { redact }) => redact(result), text),
    forget({ id, attempt }) {
      if (guarded.size === 0) return;
      const key = keyOf({ runId: id, attempt });
      if (guarded.has(key)) setTimeout(() => guarded.delete(key), LINGER_MS).unref();
    },
  };
}

/** A key of many lines is logged line by line. */
const linesOf = (secret: string): string[] => (secret.includes('\n') ? [secret, ...secret.split(/\r?\n/)] : [secret]);

function protectReport(keyring: Keyring, guarded: ReadonlyMap<string, Guarded>, report: HostReport): HostReport {
  const of = <Part extends AttemptRef>(parts: Part[], change: (part: Part, guard: Guarded) => Part): Part[] =>
    parts.map((part) => {
      const guard = guarded.get(keyOf(part));
      return guard === undefined ? part : change(part, guard);
    });
  return {
    ...report,
    logs: of(report.logs, (line, { redact }) => ({
      ...line,
      message: redact(line.message),
      fieldsJson: line.fieldsJson === null ? null : JSON.stringify(redactJson(JSON.parse(line.fieldsJson), redact)),
    })),
    progress: of(report.progress, (progress, { redact }) => ({
      ...progress,
      message: progress.message === null ? null : redact(progress.message),
    })),
    results: of(report.results, (part, guard) => ({ ...part, result: protectResult(keyring, guard, part.result) })),
  };
}

/** Errors lose the secrets. An output keeps what is in it: what must not be seen there is marked in its schema. */
function protectResult(keyring: Keyring, { task, outputPaths, redact }: Guarded, result: AttemptResult): AttemptResult {
  if (result.kind === 'failed' || result.kind === 'cancelled') {
    return { ...result, error: redactJson({ ...result.error }, redact) as unknown as typeof result.error };
  }
  if (result.kind !== 'succeeded' || outputPaths.length === 0) return result;
  const output: Json = JSON.parse(result.outputJson);
  const sealed = sealJson(keyring, { kind: 'output', task }, outputPaths, output);
  return { kind: 'succeeded', outputJson: JSON.stringify(sealed) };
}

/** Inside of JSON a number may be the secret as well, and so may a name. */
function redactJson(value: Json, redact: Redact): Json {
  if (typeof value === 'string') return redact(value);
  if (typeof value === 'number') return redact(String(value)) === String(value) ? value : redact(String(value));
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((child) => redactJson(child, redact));
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [redact(name), redactJson(child, redact)]));
}
