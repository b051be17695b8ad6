import { For } from 'solid-js';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { t } from '../i18n/translate.ts';
import { COLUMN_NAMES, DEFAULT_COLUMNS, RUN_COLUMNS, runColumns, setRunColumns } from './run-columns.tsx';

/** Chooses the columns of the list of runs. Each choice shows at once. */
export function ColumnsDialog(props: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog isOpen={props.isOpen} onClose={props.onClose} title={t('runs.columns')} description={t('runs.columnsHint')}>
      <fieldset class="grid grid-cols-2 gap-2">
        <legend class="sr-only">{t('runs.columns')}</legend>
        <For each={COLUMN_NAMES}>
          {(name) => (
            <label class="inline-flex items-center gap-2">
              <input
                type="checkbox"
                class="size-4 accent-accent"
                checked={runColumns().includes(name)}
                onChange={(event) =>
                  setRunColumns(
                    event.currentTarget.checked
                      ? [...runColumns(), name]
                      : runColumns().filter((other) => other !== name),
                  )
                }
              />
              {RUN_COLUMNS[name].title()}
            </label>
          )}
        </For>
      </fieldset>
      <div class="flex justify-end pt-4">
        <Button onClick={() => setRunColumns(DEFAULT_COLUMNS)}>{t('runs.columnsReset')}</Button>
      </div>
    </Dialog>
  );
}
