import { type JSX, Show, splitProps } from 'solid-js';
import { Icon, type IconName } from './icon.tsx';

const LOOKS = {
  primary: 'border-transparent bg-accent text-on-accent hover:opacity-90',
  secondary: 'border-line-strong bg-surface text-ink hover:bg-hover',
  ghost: 'border-transparent text-soft hover:bg-hover hover:text-ink',
  danger: 'border-transparent bg-bad text-on-accent hover:opacity-90',
} as const;

export type ButtonLook = keyof typeof LOOKS;

/** The classes of a button, for links that look like one. */
export const buttonClass = (look: ButtonLook): string =>
  `inline-flex h-8 shrink-0 items-center justify-center gap-1.5 rounded-md border px-3 text-sm font-medium whitespace-nowrap transition-colors disabled:opacity-50 ${LOOKS[look]}`;

export interface ButtonProps extends JSX.ButtonHTMLAttributes<HTMLButtonElement> {
  look?: ButtonLook;
  icon?: IconName;
}

export function Button(props: ButtonProps) {
  const [own, rest] = splitProps(props, ['look', 'icon', 'class', 'children']);
  return (
    <button type="button" {...rest} class={`${buttonClass(own.look ?? 'secondary')} ${own.class ?? ''}`}>
      <Show when={own.icon}>{(name) => <Icon name={name()} class="-ml-0.5 size-4" />}</Show>
      {own.children}
    </button>
  );
}

/** A square button that shows only an icon; `label` says what it does. */
export function IconButton(props: ButtonProps & { icon: IconName; label: string }) {
  const [own, rest] = splitProps(props, ['icon', 'label', 'class', 'look']);
  return (
    <button
      type="button"
      {...rest}
      aria-label={own.label}
      title={own.label}
      class={`inline-flex size-7 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink disabled:opacity-50 ${own.class ?? ''}`}
    >
      <Icon name={own.icon} class="size-4" />
    </button>
  );
}
