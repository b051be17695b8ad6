import { existsSync, statSync } from 'node:fs';

export interface ServerUser {
  uid: number;
  gid: number;
}

/**
 * The user to run PostgreSQL as, which refuses to run as root; null when we are not root. The owner of a data folder
 * that exists, else `postgres`, else `nobody`: to create users on somebody's machine is not ours to do.
 */
export function serverUser(dataDir: string): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  if (existsSync(dataDir)) {
    const { uid, gid } = statSync(dataDir);
    if (uid !== 0) return { uid, gid };
  }
  const user = idsOf('postgres') ?? idsOf('nobody');
  if (!user) throw new Error('PostgreSQL refuses to run as root: create a user with "useradd --system postgres".');
  return user;
}

/**
 * Options of setpriv(1) that turn root into `user`. The one capability kept opens folders that are closed to others:
 * a clone below /root, or in a private temporary folder, would otherwise be out of the server's reach.
 */
export function becomeUser(user: ServerUser | null): string[] {
  if (!user) return [];
  const capabilities = ['--inh-caps', '+dac_override', '--ambient-caps', '+dac_override'];
  // Without this access(2), with which initdb looks for its companions, forgets the capability.
  const forAccessToo = ['--securebits', '+no_setuid_fixup'];
  return ['--reuid', String(user.uid), '--regid', String(user.gid), '--clear-groups', ...capabilities, ...forAccessToo];
}

function idsOf(name: string): ServerUser | null {
  const [uid, gid] = ['-u', '-g'].map((option) => Bun.spawnSync(['id', option, name]).stdout.toString().trim());
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null;
}
