import { type Static, t } from 'f-brain';

const count = t.Optional(t.Integer({ minimum: 1, maximum: 1_000_000_000 }));

/** What a program of a manifest may use at most; what is left out has the bounds of the worker. */
export const ProgramLimits = t.Object(
  {
    /** Address space, in megabytes. */
    memoryMb: count,
    openFiles: count,
    /** Largest file it may write, in megabytes. */
    fileSizeMb: count,
    /** Processor time of one process. */
    cpuSeconds: count,
  },
  { additionalProperties: false },
);
export type ProgramLimits = Static<typeof ProgramLimits>;

type Command = [program: string, ...args: string[]];

/**
 * The command under limits of the operating system, which the programs it starts inherit. A shell sets them and becomes
 * the program: it is the one tool for this that every POSIX system has.
 */
export function limitedCommand(command: Command, limits: ProgramLimits): Command {
  const settings = [
    ['-v', limits.memoryMb === undefined ? undefined : limits.memoryMb * 1_024],
    ['-n', limits.openFiles],
    // In blocks of 512 bytes, as POSIX has it.
    ['-f', limits.fileSizeMb === undefined ? undefined : limits.fileSizeMb * 2_048],
    ['-t', limits.cpuSeconds],
  ].filter(([, value]) => value !== undefined);
  if (settings.length === 0) return command;
  const script = settings.map(([flag, value]) => `ulimit ${flag} ${value} || exit 64; `).join('');
  return ['/bin/sh', '-c', `${script}exec "$@"`, 'fbrain-limits', ...command];
}
