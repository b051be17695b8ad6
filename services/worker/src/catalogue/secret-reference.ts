import { isName, NAME_RULE } from '@fbrain/core/task/task-name';
import { type Static, t } from 'f-brain';

/** In a manifest, in place of a text: a stored secret, after an optional prefix such as "Bearer ". */
export const SecretReference = t.Object(
  { secret: t.String(), prefix: t.Optional(t.String({ pattern: '^[ -~]*$' })) },
  { additionalProperties: false },
);
export type SecretReference = Static<typeof SecretReference>;

export const isSecretReference = (value: unknown): value is SecretReference =>
  typeof value === 'object' && value !== null && 'secret' in value;

type Values = Readonly<Record<string, unknown>>;

/** The references among the values, by name. Throws an Error that says where a name is none. */
export function secretReferences(place: string, values: Values): Record<string, SecretReference> {
  const references = Object.entries(values).filter((entry): entry is [string, SecretReference] =>
    isSecretReference(entry[1]),
  );
  for (const [name, { secret }] of references) {
    if (!isName(secret)) throw new Error(`${place}/${name}/secret ${NAME_RULE}`);
  }
  return Object.fromEntries(references);
}

/** Naming a secret in a manifest lists it. */
export const withSecrets = <Manifest extends { secrets?: string[] }>(
  manifest: Manifest,
  references: Readonly<Record<string, SecretReference>>,
): Manifest & { secrets: string[] } => ({
  ...manifest,
  secrets: [...(manifest.secrets ?? []), ...Object.values(references).map(({ secret }) => secret)],
});

/** What the references stand for. Throws an Error for a value that is not printable where that is asked for. */
export function resolveReferences(
  references: Readonly<Record<string, SecretReference>>,
  secrets: ReadonlyMap<string, string>,
  printable?: RegExp,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(references).map(([name, { secret, prefix = '' }]) => {
      const text = prefix + (secrets.get(secret) ?? '');
      if (printable && !printable.test(text)) {
        throw new Error(`the secret "${secret}" has characters that the header ${name} cannot hold`);
      }
      return [name, text];
    }),
  );
}
