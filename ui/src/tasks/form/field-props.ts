import type { Json } from '@fbrain/core/run/json';
import type { FormField } from './form-field.ts';

/** What every control gets. `undefined` is a value that is not part of the input. */
export interface FieldProps<Field extends FormField = FormField> {
  field: Field;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  /** JSON pointer of the value in the request. */
  pointer: string;
  /** Name shown to people. */
  label: string;
  isRequired: boolean;
}

export type FieldOf<Kind extends FormField['kind']> = Extract<FormField, { kind: Kind }>;
