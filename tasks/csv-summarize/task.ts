import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { PermanentError, type Static, type TaskContext, t, task } from 'f-brain';
import { type ColumnSummary, createColumnSummary } from './column-summary.ts';
import { guessDelimiter } from './guess-delimiter.ts';
import { openSource } from './open-source.ts';

const MAX_COLUMNS = 1_000;
/** How often to say how far it is and to look whether the run was cancelled. */
const ROWS_PER_REPORT = 5_000;

const Input = t.Object(
  {
    csv: t.Optional(t.String({ title: 'CSV', description: 'The text itself; or give a url' })),
    url: t.Optional(
      t.String({
        title: 'URL',
        description: 'Where to get the text, http or https',
        format: 'uri',
        pattern: '^https?://',
      }),
    ),
    delimiter: t.Optional(
      t.Union([t.Literal('auto'), t.Literal(','), t.Literal(';'), t.Literal('\t'), t.Literal('|')], {
        description: 'What separates cells; auto looks at the first line',
        default: 'auto',
      }),
    ),
    header: t.Optional(t.Boolean({ description: 'The first row holds the names of the columns', default: true })),
  },
  { additionalProperties: false },
);

const Extreme = t.Union([t.Number(), t.String(), t.Null()]);
const Output = t.Object({
  rows: t.Integer(),
  delimiter: t.String(),
  raggedRows: t.Integer({ description: 'Rows with more or fewer cells than there are columns' }),
  columns: t.Array(
    t.Object({
      name: t.String(),
      type: t.String({ description: 'integer, number, boolean, date, text or empty' }),
      count: t.Integer({ description: 'Cells with a value' }),
      nulls: t.Integer({ description: 'Empty and missing cells' }),
      distinct: t.Integer(),
      distinctIsExact: t.Boolean({ description: 'false = there are more than `distinct`' }),
      min: Extreme,
      max: Extreme,
      mean: t.Union([t.Number(), t.Null()]),
    }),
  ),
});

export default task({
  name: 'csv.summarize',
  description: 'Summarises a CSV: its columns, their types, counts, smallest, largest and mean values.',
  input: Input,
  output: Output,
  examples: [
    { csv: 'city,population,visited\nLyon,522250,2026-03-14\n"Marseille, 13e",873076,\nNice,348085,2026-07-01\n' },
    { csv: 'name;price\nApple;1.20\nPear;0.95\n', delimiter: ';' },
  ],
  timeout: '10m',
  run: summarize,
});

async function summarize(input: Static<typeof Input>, ctx: TaskContext): Promise<Static<typeof Output>> {
  const source = await openSource(input, ctx.signal);
  const delimiter = !input.delimiter || input.delimiter === 'auto' ? guessDelimiter(source.firstLine) : input.delimiter;
  const parser = parse({ delimiter, bom: true, relax_column_count: true, skip_empty_lines: true });
  const table = createTable(input.header ?? true);
  const readRows = async (rows: AsyncIterable<string[]>) => {
    for await (const row of rows) {
      table.add(row);
      if (table.rows() === 0 || table.rows() % ROWS_PER_REPORT !== 0) continue;
      await ctx.progress(source.sizeBytes ? parser.info.bytes / source.sizeBytes : 0, `${table.rows()} rows`);
    }
  };
  try {
    await pipeline(source.chunks, parser, readRows, { signal: ctx.signal });
  } catch (error) {
    // The same text would fail the same way at the next attempt.
    if (error instanceof CsvError)
      throw new PermanentError(`This is not a valid CSV: ${error.message}`, { cause: error });
    throw error;
  }
  const columns = table.summaries();
  ctx.log.info('summarised', { rows: table.rows(), columns: columns.length, delimiter });
  return { rows: table.rows(), delimiter, raggedRows: table.raggedRows(), columns };
}

/** Collects rows into columns. Columns come from the header, or from the first row that has a cell for them. */
function createTable(hasHeader: boolean) {
  const columns: ColumnSummary[] = [];
  let header: string[] | undefined = hasHeader ? undefined : [];
  let rows = 0;
  let raggedRows = 0;
  const ensureColumns = (cells: readonly string[], names: readonly string[]) => {
    if (cells.length > MAX_COLUMNS)
      throw new PermanentError(`A row has ${cells.length} cells; at most ${MAX_COLUMNS} are allowed.`);
    while (columns.length < cells.length) {
      columns.push(createColumnSummary(names[columns.length]?.trim() || `column ${columns.length + 1}`, rows));
    }
  };
  return {
    add(cells: string[]) {
      if (header === undefined) {
        header = cells;
        return ensureColumns(cells, cells);
      }
      if (columns.length > 0 && cells.length !== columns.length) raggedRows++;
      ensureColumns(cells, header);
      for (const [index, column] of columns.entries()) column.add(cells[index] ?? '');
      rows++;
    },
    rows: () => rows,
    raggedRows: () => raggedRows,
    summaries: () => columns.map((column) => column.summary()),
  };
}
