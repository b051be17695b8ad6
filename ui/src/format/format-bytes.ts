const MEGABYTE = 1_048_576;

/** Memory for people: "94 MB", "1.8 GB"; in French "94 Mo". Units of 1024, as settings count them. */
export function formatBytes(bytes: number, language: string): string {
  const megabytes = bytes / MEGABYTE;
  const isLarge = megabytes >= 1_000;
  return (isLarge ? megabytes / 1_024 : megabytes).toLocaleString(language, {
    style: 'unit',
    unit: isLarge ? 'gigabyte' : 'megabyte',
    maximumFractionDigits: isLarge ? 1 : 0,
  });
}
