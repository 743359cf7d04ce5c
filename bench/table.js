export const median = (numbers) => {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

const columns = ['work', 'contestant', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs', 'ratio'];

/** Medians of the rounds. The ratio of each round is to the first contestant in the same round. */
const rowsOf = (name, ways) => {
  const [[, first]] = ways;
  return [...ways].map(([way, runs], index) => {
    const of = (key) => median(runs.map((run) => run[key]));
    const ratio = median(runs.map(({ perSecond }, round) => perSecond / first[round].perSecond));
    const failed = runs.reduce((sum, run) => sum + run.failed, 0);
    return [
      index === 0 ? name : '',
      failed > 0 ? `${way} (${failed} failed)` : way,
      of('perSecond').toFixed(0),
      of('p50').toFixed(1),
      of('p99').toFixed(1),
      of('cpuMicroseconds').toFixed(0),
      ratio.toFixed(2),
    ];
  });
};

/** Markdown, so that it can be pasted. */
export const printTable = (results) => {
  const rows = [...results].flatMap(([name, ways]) => rowsOf(name, ways));
  const widths = columns.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const isText = (column) => column < 2;
  const line = (cells) =>
    `| ${cells.map((cell, column) => (isText(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join(' | ')} |`;
  console.log(line(columns));
  console.log(
    `| ${widths.map((width, column) => (isText(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`,
  );
  for (const row of rows) console.log(line(row));
};
