import { DomainError, type FieldError } from './domain-error.ts';

/** Runs a parse and keeps its faults with the others instead of stopping at the first. */
export const collecting =
  (faults: FieldError[]) =>
  <T>(parse: () => T): T | undefined => {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      faults.push(...error.fields);
      return undefined;
    }
  };
