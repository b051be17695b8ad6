/** JSON Schema pattern of task and queue names: "csv.summarize", "image.thumbnail", "reports". */
export const NAME_PATTERN = '^[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?$';
const NAME = new RegExp(NAME_PATTERN);

export const isName = (text: string): boolean => NAME.test(text);

export const NAME_RULE =
  'must be 1 to 100 lower-case letters, digits, dots, dashes or underscores, and begin and end with a letter or digit';
