import { createContext, createSignal, type JSX, Show } from 'solid-js';
import { Button, type ButtonLook } from './button.tsx';
import { ProblemNotice } from './problem-notice.tsx';

/** What the latest try to send the form was refused with: fields show their part of it. */
export const FormRefusal = createContext<() => Error | null>(() => null);

interface FormProps {
  /** Sends what was filled in; what it throws is shown. */
  onSubmit: () => Promise<unknown>;
  submitLabel: string;
  submitLook?: ButtonLook;
  /** While it is sent. */
  busyLabel?: string;
  isComplete?: boolean;
  children: JSX.Element;
  /** Beside the button that sends. */
  actions?: JSX.Element;
  class?: string;
}

/** Fields with one button that sends them: once at a time, with the words of the server, at their field, if it refuses. */
export function Form(props: FormProps) {
  const [error, setError] = createSignal<Error | null>(null);
  const [isSending, setIsSending] = createSignal(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isSending()) return;
    setIsSending(true);
    setError(null);
    await props.onSubmit().catch(setError);
    setIsSending(false);
  };
  return (
    <form class={`grid gap-4 ${props.class ?? ''}`} onSubmit={(event) => void submit(event)}>
      <FormRefusal.Provider value={error}>{props.children}</FormRefusal.Provider>
      <Show when={error()}>{(problem) => <ProblemNotice error={problem()} />}</Show>
      <div class="flex flex-wrap justify-end gap-2">
        {props.actions}
        <Button type="submit" look={props.submitLook ?? 'primary'} disabled={isSending() || props.isComplete === false}>
          {isSending() ? (props.busyLabel ?? props.submitLabel) : props.submitLabel}
        </Button>
      </div>
    </form>
  );
}
