/**
 * An array as the text that PostgreSQL reads: postgres.js would look at every element, which costs more than all of this.
 * @param values that need no quotes there, such as ids and numbers
 */
export const arrayText = (values: readonly (string | number)[]): string => `{${values.join()}}`;

/** The same for JSON texts. What is `null` there becomes the null of SQL. */
export const jsonArrayText = (texts: readonly string[]): string => `{${texts.map(toElement).join()}}`;

const toElement = (json: string): string => (json === 'null' ? json : `"${json.replace(/["\\]/g, '\\$&')}"`);
