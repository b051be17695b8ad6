/** One environment variable of a service: the only place where its name, meaning, default and rules are written. */
export interface Variable<T> {
  env: string;
  /** What it does, in one sentence; shown in `.env.example`, docs/configuration.md and error messages. */
  doc: string;
  /** Reads the text given. Throws an Error whose message reads after the name: "must be …". */
  parse(text: string): T;
  /** Text used when the variable is not given. */
  default?: string;
  /** Default that depends on the machine: `doc` is how the documentation words it. */
  computed?: { doc: string; value(): T };
  /** May be absent: the value is then undefined. */
  optional?: true;
  /** Never shown, and also read from the file that `<NAME>_FILE` names. */
  secret?: true;
}

/** What a service declares: a variable for each property of its configuration. */
export type Declarations = Readonly<Record<string, Variable<unknown>>>;

type ValueOf<V> = V extends { optional: true; parse(text: string): infer T }
  ? T | undefined
  : V extends { parse(text: string): infer T }
    ? T
    : never;

/** The configuration that declarations describe: one read-only value per variable. */
export type Config<D extends Declarations> = { readonly [Key in keyof D]: ValueOf<D[Key]> };
