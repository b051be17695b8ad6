/**
 * JavaScriptCore lets garbage grow with the machine's memory, and reads how much there is once, when a process begins. On
 * 24 GB a supervisor at full speed takes 160 MB and a tenth more of its core than if it is told of 2 GB: 120 MB. It never
 * needs more than a part of that: whatever can pile up in it is bounded (G9).
 */
const VARIABLE = 'BUN_JSC_forceRAMSize';
const TOLD_BYTES = 2_000_000_000;

/**
 * Lets the process begin anew with its garbage bounded: same number, same arguments, some 20 ms later. Returns if that
 * was done, if the operator set the variable, or where the system cannot do it. Task hosts never see the variable.
 */
export function boundGarbage(args: readonly string[]): void {
  // biome-ignore lint/style/noProcessEnv: handed on as it is, not read as configuration.
  const env = process.env;
  if (env[VARIABLE] !== undefined || process.execve === undefined) return;
  try {
    process.execve(process.execPath, [process.execPath, ...args], { ...env, [VARIABLE]: String(TOLD_BYTES) });
  } catch {
    // A program file that was moved away since the start, say: it works without, too.
  }
}
