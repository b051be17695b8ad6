import type { JsonSchema } from '@fbrain/core/task/task';
import { createContext, useContext } from 'solid-js';

/** What every field of a form needs to know besides its own value. */
export interface FormScope {
  /** The document that `$ref`s point into. */
  root: JsonSchema;
  /** Faults of the value at a JSON pointer into the request. */
  errorsAt: (pointer: string) => readonly string[];
}

export const FormContext = createContext<FormScope>({ root: {}, errorsAt: () => [] });

export const useFormScope = (): FormScope => useContext(FormContext);

/** Element id of the control at a pointer: what its label and a click on a fault lead to. */
export const controlId = (pointer: string): string => `field${pointer.replaceAll('/', '.')}`;
