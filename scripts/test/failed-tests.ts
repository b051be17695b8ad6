/** A test case that failed, by its name, place and reason, out of the JUnit report of Bun 1.4. */
const FAILED_TEST = /<testcase ([^>]*[^/])>\s*<failure[^>]*>([^<]*)<\/failure>/g;
const ENTITIES: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&amp;': '&' };

/** What failed, each as `file:line  group > name` and its reason below, so that it can be told once more at the end. */
export function failedTests(report: string): string[] {
  return Array.from(report.matchAll(FAILED_TEST), ([, attributes = '', reason = '']) => {
    const attribute = (name: string) => decode(new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1] ?? '');
    const name = [attribute('classname'), attribute('name')].filter((part) => part !== '').join(' > ');
    return `${attribute('file')}:${attribute('line')}  ${name}\n${decode(reason)
      .trim()
      .replaceAll(/^(?=.)/gm, '  ')}`;
  });
}

const decode = (text: string): string =>
  text.replaceAll(/&(?:#(\d+)|[a-z]+);/g, (entity, code: string | undefined) =>
    code === undefined ? (ENTITIES[entity] ?? entity) : String.fromCodePoint(Number(code)),
  );
