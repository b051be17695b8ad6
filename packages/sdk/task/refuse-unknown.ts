/** Adds a fault for every field of `given` that is not in `known`: a misspelt field must not be ignored in silence. */
export function refuseUnknown(given: object, known: readonly string[], path: string, faults: string[]): void {
  for (const key of Object.keys(given).filter((field) => !known.includes(field))) {
    faults.push(`${path ? `${path}.` : ''}${key} is not known here; known are ${known.join(', ')}`);
  }
}
