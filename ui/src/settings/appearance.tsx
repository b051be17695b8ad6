import { Select, type SelectProps } from '../components/select.tsx';
import { chooseLocale, LOCALE_NAMES } from '../i18n/preferred-locale.ts';
import { LOCALES, locale, t } from '../i18n/translate.ts';
import { chooseSingleKeys, hasSingleKeys } from '../layout/single-keys.ts';
import { chooseTheme, THEMES, theme } from '../layout/theme.ts';

const find = <Item extends string>(items: readonly Item[], wanted: string, use: (item: Item) => void): void => {
  const item = items.find((candidate) => candidate === wanted);
  if (item !== undefined) use(item);
};

/** How this browser shows the product, and which keys it takes. */
export const Appearance = () => (
  <div class="grid gap-3">
    <Choice
      label={t('settings.theme')}
      value={theme()}
      options={THEMES.map((name) => ({ value: name, label: t(`theme.${name}`) }))}
      onChange={(name) => find(THEMES, name, chooseTheme)}
    />
    <Choice
      label={t('settings.language')}
      value={locale()}
      options={LOCALES.map((name) => ({ value: name, label: LOCALE_NAMES[name] }))}
      onChange={(name) => find(LOCALES, name, (known) => void chooseLocale(known))}
    />
    <Choice
      label={t('settings.singleKeys')}
      value={hasSingleKeys() ? 'on' : 'off'}
      options={(['on', 'off'] as const).map((name) => ({ value: name, label: t(`common.${name}`) }))}
      onChange={(name) => chooseSingleKeys(name === 'on')}
    />
  </div>
);

const Choice = (props: SelectProps) => (
  <div class="grid items-center gap-1.5 sm:grid-cols-[8rem_1fr]">
    <span>{props.label}</span>
    <Select {...props} />
  </div>
);
