import { LOG_LEVELS, type LogLevel } from '@fbrain/core/run/run';
import type { JSX } from 'solid-js';
import { IconButton } from '../components/button.tsx';
import { Select } from '../components/select.tsx';
import { t } from '../i18n/translate.ts';

interface LogToolbarProps {
  search: JSX.Element;
  level: LogLevel;
  onLevel: (level: LogLevel) => void;
  isWrapped: boolean;
  onWrap: (isWrapped: boolean) => void;
  isFollowing: boolean;
  onFollow: (isFollowing: boolean) => void;
  onDownload: () => void;
  isDownloading: boolean;
}

/** What can be done with a log. */
export function LogToolbar(props: LogToolbarProps) {
  return (
    <div class="flex flex-wrap items-center gap-2 border-b px-3 py-2">
      {props.search}
      <Select
        label={t('logs.level')}
        class="w-auto max-w-32"
        value={props.level}
        options={LOG_LEVELS.map((name) => ({ value: name, label: t(`logs.${name}`) }))}
        onChange={(name) => props.onLevel(LOG_LEVELS.find((known) => known === name) ?? 'debug')}
      />
      <Switch label={t('logs.wrap')} isOn={props.isWrapped} onChange={props.onWrap} />
      <Switch label={t('logs.follow')} isOn={props.isFollowing} onChange={props.onFollow} />
      <IconButton
        icon="download"
        label={t('logs.download')}
        disabled={props.isDownloading}
        onClick={() => props.onDownload()}
      />
    </div>
  );
}

const Switch = (props: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) => (
  <label class="flex items-center gap-1.5 px-1 text-soft">
    <input
      type="checkbox"
      class="accent-accent"
      checked={props.isOn}
      onChange={(event) => props.onChange(event.currentTarget.checked)}
    />
    {props.label}
  </label>
);
