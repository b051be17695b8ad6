const REDACTED = '[redacted]';

/** Shorter texts occur in ordinary words: hiding them would make the log unreadable and reveal them by their gaps. */
const MIN_SECRET_LENGTH = 6;

/** A function that replaces every secret in a text. Passwords inside secret URLs are hidden on their own, too. */
export function toRedactor(secrets: readonly string[]): (text: string) => string {
  const hidden = secrets
    .flatMap((secret) => [secret, ...secret.split(',').flatMap(passwordsOf)])
    .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
    // As it is, and as it looks inside a JSON text.
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  // The longest first: a password must not break up the URL around it.
  const distinct = [...new Set(hidden)].sort((a, b) => b.length - a.length);
  return (text) => distinct.reduce((result, secret) => result.replaceAll(secret, REDACTED), text);
}

function passwordsOf(secret: string): string[] {
  if (!URL.canParse(secret)) return [];
  const { password } = new URL(secret);
  return [password, safeDecode(password)];
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
