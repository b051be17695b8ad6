import { LOCALES, type Locale, loadLocale } from './translate.ts';

const STORAGE_KEY = 'fbrain.locale';

/** A language is listed in its own words. */
export const LOCALE_NAMES: Readonly<Record<Locale, string>> = { en: 'English', fr: 'Français' };

/** Speaks the language chosen last time, else the first of the browser's that we know. */
export async function restoreLocale(): Promise<void> {
  const kept = localStorage.getItem(STORAGE_KEY);
  const name = LOCALES.find((locale) => locale === kept) ?? firstKnown(navigator.languages);
  // A catalogue that does not arrive must not keep the page from starting: English is always there.
  await loadLocale(name).catch(() => loadLocale('en'));
}

/** Switches the language and remembers it. */
export async function chooseLocale(name: Locale): Promise<void> {
  await loadLocale(name);
  localStorage.setItem(STORAGE_KEY, name);
}

function firstKnown(languages: readonly string[]): Locale {
  const codes = languages.map((language) => language.toLowerCase().split('-')[0]);
  return codes.map((code) => LOCALES.find((locale) => locale === code)).find((match) => match !== undefined) ?? 'en';
}
