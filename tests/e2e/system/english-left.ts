import { join } from 'node:path';
import type { Page } from 'playwright-core';

type Messages = Record<string, string>;

const I18N = join(import.meta.dir, '../../../ui/src/i18n');
// By a path of its own making: the types of the UI need those of a browser.
const { en } = (await import(`${I18N}/en.ts`)) as { en: Messages };
const { fr } = (await import(`${I18N}/fr.ts`)) as { fr: Messages };

/** Fewer words may as well be the name of something. */
const MIN_WORDS = 3;

const FRENCH = new Set(Object.values(fr));
const wordsOf = (text: string): number => text.replace(/\{\w+\}/g, ' ').match(/[a-z']{2,}/gi)?.length ?? 0;
const ENGLISH = Object.values(en)
  .filter((text) => !FRENCH.has(text) && wordsOf(text) >= MIN_WORDS)
  .map((text) => new RegExp(`^${text.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '.+')}$`));
/** A text whose parts were not filled in, or of what was not there. */
const BROKEN = /(?<!")\{[a-z]\w*\}|\bundefined\b|\bNaN\b|Invalid Date/;

/** Evaluated in the page: all that can be read or heard. */
const TEXTS = `(() => {
  const texts = new Set([document.title]);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (const text of node.data === undefined
      ? ['aria-label', 'title', 'placeholder', 'alt'].map((name) => node.getAttribute(name))
      : [node.data])
      if (text?.trim()) texts.add(text.trim());
  return [...texts];
})()`;

/** Texts of a page in French that are English messages, or broken ones. */
export async function englishLeft(page: Page): Promise<string[]> {
  const texts = await page.evaluate<string[]>(TEXTS);
  return texts.filter((text) => BROKEN.test(text) || ENGLISH.some((message) => message.test(text)));
}
