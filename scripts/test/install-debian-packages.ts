import { existsSync, rmSync, writeFileSync } from 'node:fs';

/** Debian asks this program whether a package may start its service; 101 means no. */
const START_POLICY = '/usr/sbin/policy-rc.d';

/** Whether missing programs can be installed here: root on Debian, where nobody minds. */
export const canInstallPackages = (): boolean => process.getuid?.() === 0 && existsSync('/etc/debian_version');

/** Installs packages without a question and without starting the services they bring. Whether it worked is for the caller to see. */
export function installDebianPackages(packages: readonly string[]): void {
  console.log(`Installing ${packages.join(', ')} …`);
  const hadPolicy = existsSync(START_POLICY);
  if (!hadPolicy) writeFileSync(START_POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    apt('update', '-q');
    apt('install', '-y', '-q', '--no-install-recommends', ...packages);
  } finally {
    if (!hadPolicy) rmSync(START_POLICY);
  }
}

function apt(...args: string[]): void {
  const { success, stdout, stderr } = Bun.spawnSync(['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args]);
  if (!success) console.error(`apt-get ${args[0]} failed:\n${stdout.toString().slice(-2_000)}${stderr}`);
}
