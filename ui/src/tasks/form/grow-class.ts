/** Measuring a megabyte at every key takes seconds: long texts get a box of fixed height. */
const LONG_TEXT = 20_000;

/** The class that lets a text box grow with its text, as long as that is cheap. */
export const growClass = (text: string): string => (text.length < LONG_TEXT ? 'field-sizing-content' : 'h-72');
