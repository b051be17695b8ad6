import { readAudit } from './check/audit-packages.ts';
import { BUN, PROJECT_DIR } from './project.ts';

/** Asks the registry whether it knows vulnerabilities of the packages that are shipped. */
const audit = Bun.spawnSync([BUN, 'audit', '--json', '--production'], { cwd: PROJECT_DIR, timeout: 60_000 });
const { blocking, unknown } = readAudit({ stdout: audit.stdout.toString(), stderr: audit.stderr.toString() });
if (unknown !== null)
  console.log(`The registry could not be asked about vulnerabilities, so nothing is known: ${unknown}`);
else if (blocking.length === 0) console.log('No package has a known vulnerability of high severity.');
for (const vulnerability of blocking) console.error(vulnerability);
if (blocking.length > 0) process.exitCode = 1;
