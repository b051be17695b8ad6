import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `bun.lock`, as far as it is of interest. */
export interface Lockfile {
  workspaces: Record<string, { name: string; version?: string; dependencies?: Record<string, string> }>;
  /** By place: the name, after the name of what it is nested in where versions differ. */
  packages: Record<string, [id: string, ...rest: unknown[]]>;
}

interface Component {
  type: 'library' | 'application';
  'bom-ref': string;
  name: string;
  version: string;
  purl: string;
  hashes?: { alg: 'SHA-512'; content: string }[];
  licenses?: { license: { name: string } }[];
}

/** The lockfile has commas before closing brackets. */
export const readLockfile = (text: string): Lockfile => JSON.parse(text.replace(/,(\s*[}\]])/g, '$1'));

/**
 * What is inside of the binaries and the UI, as a CycloneDX document: every package that one of the workspaces needs to
 * run, with its hash, from the lockfile. The same lockfile gives the same document.
 */
export function createSbom(
  lockfile: Lockfile,
  workspaces: readonly string[],
  { version, bunVersion, licenseOf }: { version: string; bunVersion: string; licenseOf(name: string): string | null },
): object {
  const components = new Map<string, Component>();
  const edges = new Map<string, Set<string>>();
  const visit = (parentRef: string, place: string, names: readonly string[]) => {
    for (const name of names) {
      const found = resolvePlace(lockfile, place, name);
      if (found === null) continue;
      const [id, , details, integrity] = lockfile.packages[found] ?? [''];
      const isWorkspace = id.includes('@workspace:');
      const ref = isWorkspace ? parentRef : purlOf(id);
      if (!isWorkspace) edges.set(parentRef, (edges.get(parentRef) ?? new Set()).add(ref));
      const key = `${ref} ${found}`;
      if (visited.has(key)) continue;
      visited.add(key);
      if (isWorkspace) visit(parentRef, '', dependenciesOf(workspaceOf(lockfile, id)));
      else {
        components.set(ref, toComponent(id, integrity, licenseOf(found)));
        visit(ref, found, dependenciesOf(details));
      }
    }
  };
  const visited = new Set<string>();
  for (const path of workspaces) visit(ROOT, '', dependenciesOf(lockfile.workspaces[path]));
  const bun: Component = { ...toComponent(`bun@${bunVersion}`, undefined, 'MIT'), type: 'application' };
  const all = [bun, ...components.values()].sort((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', 'bom-ref': ROOT, name: 'f-brain', version } },
    components: all,
    dependencies: [...edges].map(([ref, targets]) => ({ ref, dependsOn: [...targets].sort() })),
  };
}

const ROOT = 'f-brain';

/** The nearest one: nested in the place, in what that is nested in, and at last at the top. */
function resolvePlace({ packages }: Lockfile, place: string, name: string): string | null {
  const steps = place === '' ? [] : place.split('/');
  for (let length = steps.length; length >= 0; length--) {
    const candidate = [...steps.slice(0, length), name].join('/');
    if (Object.hasOwn(packages, candidate)) return candidate;
  }
  return null;
}

const dependenciesOf = (details: unknown): string[] => {
  const { dependencies = {}, optionalDependencies = {} } = (details ?? {}) as Record<string, Record<string, string>>;
  return [...Object.keys(dependencies), ...Object.keys(optionalDependencies)];
};

const workspaceOf = ({ workspaces }: Lockfile, id: string) => workspaces[id.slice(id.indexOf('@workspace:') + 11)];

/** "@scope/name@1.2.3" as the URL of a package. */
function purlOf(id: string): string {
  const at = id.lastIndexOf('@');
  return `pkg:npm/${id.slice(0, at).replace('@', '%40')}@${id.slice(at + 1)}`;
}

function toComponent(id: string, integrity: unknown, license: string | null): Component {
  const at = id.lastIndexOf('@');
  const sha512 = typeof integrity === 'string' && integrity.startsWith('sha512-') ? integrity.slice(7) : null;
  return {
    type: 'library',
    'bom-ref': purlOf(id),
    name: id.slice(0, at),
    version: id.slice(at + 1),
    purl: purlOf(id),
    ...(sha512 && { hashes: [{ alg: 'SHA-512', content: Buffer.from(sha512, 'base64').toString('hex') }] }),
    ...(license && { licenses: [{ license: { name: license } }] }),
  };
}

/** Reads what the installed packages say about their licenses; null where one is not installed, as for other systems. */
export const installedLicenses =
  (projectDir: string, { packages }: Lockfile) =>
  (place: string): string | null => {
    const [id = ''] = packages[place] ?? [''];
    const name = id.slice(0, id.lastIndexOf('@'));
    const file = join(projectDir, 'node_modules/.bun', id.replaceAll('/', '+'), 'node_modules', name, 'package.json');
    if (!existsSync(file)) return null;
    const { license } = JSON.parse(readFileSync(file, 'utf8')) as { license?: unknown };
    return typeof license === 'string' ? license : null;
  };
