import { createSignal } from 'solid-js';
import { en } from './en.ts';

type English = typeof en;
export type TextKey = keyof English;
/** A translation has every key of the English catalogue. */
export type Catalogue = Record<TextKey, string>;

/** Names in braces: `ParamNames<'{count} of {total}'>` is `'count' | 'total'`. */
type ParamNames<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | ParamNames<Rest> : never;
type Params<Key extends TextKey> = Record<ParamNames<English[Key]>, string | number>;
type ParamArguments<Key extends TextKey> = [ParamNames<English[Key]>] extends [never] ? [] : [params: Params<Key>];

/** Texts that exist as `<key>.one` and `<key>.other`. */
type PluralKey = TextKey extends infer Key ? (Key extends `${infer Base}.other` ? Base : never) : never;

export const LOCALES = ['en', 'fr'] as const;
export type Locale = (typeof LOCALES)[number];

const [locale, setLocaleName] = createSignal<Locale>('en');
const [catalogue, setCatalogue] = createSignal<Catalogue>(en);

export { locale };

/** What the API refuses, by its code; the API itself speaks English. */
let problems: Readonly<Record<string, string>> = {};

/** The text of a problem in the current language; undefined where the API's own words are in it. */
export const problemText = (code: string): string | undefined => problems[code];

/** Switches the language once its catalogue has arrived. Only the language in use is downloaded. */
export async function loadLocale(name: Locale): Promise<void> {
  const [texts, ownProblems] = name === 'fr' ? await loadFrench() : [en, {}];
  setCatalogue(texts);
  problems = ownProblems;
  setLocaleName(name);
  document.documentElement.lang = name;
}

async function loadFrench() {
  const [{ fr }, { frProblems }] = await Promise.all([import('./fr.ts'), import('./fr-problems.ts')]);
  return [fr, frProblems] as const;
}

/** The text of a key in the current language, its `{names}` filled in. Reactive. */
export function t<Key extends TextKey>(key: Key, ...[params]: ParamArguments<Key>): string {
  return fill(catalogue()[key], params ?? {});
}

/** The text for a number of things: `tn('runs.loaded', 3)` takes `runs.loaded.other`, with `{count}` filled in. */
export function tn(key: PluralKey, count: number): string {
  const form = new Intl.PluralRules(locale()).select(count) === 'one' ? 'one' : 'other';
  return fill(catalogue()[`${key}.${form}` as TextKey], { count: count.toLocaleString(locale()) });
}

const fill = (text: string, params: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
