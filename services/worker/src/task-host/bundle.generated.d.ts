/** Text of the bundled task host; the file itself is made by scripts/build.ts. */
declare const source: string;
export default source;
