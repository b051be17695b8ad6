import { createSignal, Show } from 'solid-js';
import { Button } from '../../components/button.tsx';
import { t } from '../../i18n/translate.ts';

interface FileButtonProps {
  /** Media type of what is wanted, such as `image/*`. */
  accept: string | undefined;
  /** Gets the content in base64. */
  onFile: (base64: string) => void;
}

/** Fills a field with the content of a file, which nobody types. */
export function FileButton(props: FileButtonProps) {
  let input: HTMLInputElement | undefined;
  const [name, setName] = createSignal('');
  const read = async (file: File | undefined) => {
    if (!file) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    setName(file.name);
    props.onFile(toBase64(bytes));
  };
  return (
    <div class="flex items-center gap-2">
      <input
        ref={input}
        type="file"
        class="hidden"
        accept={props.accept}
        aria-label={t('form.file')}
        onChange={(event) => void read(event.currentTarget.files?.[0])}
      />
      <Button onClick={() => input?.click()}>{t('form.file')}</Button>
      <Show when={name()}>
        <span class="truncate text-xs text-muted">{name()}</span>
      </Show>
    </div>
  );
}

/** In pieces: a call with a megabyte of arguments overflows the stack. */
function toBase64(bytes: Uint8Array): string {
  const PIECE = 0x8000;
  let binary = '';
  for (let start = 0; start < bytes.length; start += PIECE) {
    binary += String.fromCharCode(...bytes.subarray(start, start + PIECE));
  }
  return btoa(binary);
}
