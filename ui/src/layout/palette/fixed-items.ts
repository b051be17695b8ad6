import { RUN_STATES } from '@fbrain/core/run/run-state';
import { chooseLocale, LOCALE_NAMES } from '../../i18n/preferred-locale.ts';
import { LOCALES, t } from '../../i18n/translate.ts';
import { can } from '../../session/session.ts';
import { signOut } from '../../session/session-queries.ts';
import { settingsParts } from '../../settings/settings-parts.ts';
import { visibleSections } from '../sections.ts';
import { chooseTheme, THEMES } from '../theme.ts';
import type { PaletteItem } from './palette-item.ts';

/** What is there whatever the system does: pages, lists of runs, and what concerns only who looks. */
export const fixedItems = (onHelp: () => void): PaletteItem[] => [
  ...pages(),
  ...RUN_STATES.map(
    (state): PaletteItem => ({
      ...{ id: `state:${state}`, kind: 'page', icon: 'list', does: { href: `/runs?state=${state}` } },
      label: t('palette.runsThat', { state: t(`state.${state}`) }),
    }),
  ),
  ...looks(),
  action('help', 'help', t('help.title'), onHelp),
  // The documentation is a page of the API, not of this application.
  action('docs', 'book', t('palette.apiDocs'), () => location.assign('/docs')),
  action('sign-out', 'key', t('session.signOut'), () => void signOut()),
];

const pages = (): PaletteItem[] => [
  ...visibleSections().map(
    ({ name, href, icon, key }): PaletteItem => ({
      ...{ id: `page:${href}`, kind: 'page', icon, label: t(`nav.${name}`), does: { href } },
      detail: `g ${key}`,
    }),
  ),
  ...(can('schedules:write') ? [page('/schedules/new', 'plus', t('schedules.new'))] : []),
  page('/schedules?view=week', 'calendar', t('calendar.title')),
  ...settingsParts().map(({ name, href }) =>
    page(href, 'settings', `${t('settings.title')}: ${t(`settings.part.${name}`)}`),
  ),
];

/** Chosen at once; it is easily chosen back. */
const looks = (): PaletteItem[] => [
  ...THEMES.map((name) =>
    action(`theme:${name}`, 'settings', t('palette.theme', { theme: t(`theme.${name}`) }), () => chooseTheme(name)),
  ),
  ...LOCALES.map((name) =>
    action(
      `language:${name}`,
      'settings',
      t('palette.language', { language: LOCALE_NAMES[name] }),
      () => void chooseLocale(name),
    ),
  ),
];

const page = (href: string, icon: PaletteItem['icon'], label: string): PaletteItem => ({
  ...{ id: `page:${href}`, kind: 'page', icon, label, does: { href } },
});

/** What has nothing to say once it is done: one sees it. */
const action = (id: string, icon: PaletteItem['icon'], label: string, act: () => void): PaletteItem => ({
  ...{ id, kind: 'action', icon, label },
  does: {
    act: async () => {
      act();
      return '';
    },
  },
});
