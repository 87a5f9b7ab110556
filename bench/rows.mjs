import { summarise } from './pairs.mjs';

/** The rows of one case: how long it took, and what memory where that has a goal. */
export function makeRows(testCase, runs, skipped) {
  const rows = [timeRow(testCase, runs, skipped)];
  if (testCase.memoryGoal) rows.push(memoryRow(testCase, runs));
  return rows;
}

function timeRow({ what, goal }, runs, skipped) {
  const ours = describeTime(runs.map((run) => run.ours));
  const goalText = !goal
    ? 'none'
    : goal.timesFaster
      ? `>= ${goal.timesFaster}x faster`
      : `<= ${goal.atMost.toFixed(1)}`;
  if (skipped) return { what, ours, theirs: '-', ratio: skipped, goal: goalText, met: undefined };
  const theirs = describeTime(runs.map((run) => run.theirs));
  const ratios = runs.map((run) => run.ours.wall / run.theirs.wall);
  if (!goal?.timesFaster) {
    const ratio = summarise(ratios);
    const met = goal && ratio.median <= goal.atMost;
    return { what, ours, theirs, ratio: describeRange(ratio, 2), goal: goalText, met };
  }
  const ratio = summarise(ratios.map((value) => 1 / value));
  return {
    what,
    ours,
    theirs,
    ratio: `${describeRange(ratio, 1)} x faster`,
    goal: goalText,
    met: ratio.median >= goal.timesFaster,
  };
}

function memoryRow({ input, name, memoryGoal }, runs) {
  const what = `${input}.pcap, peak memory${name === input ? '' : ` (${name})`}`;
  const goal = `<= ${memoryGoal} MiB`;
  const peaks = runs.map((run) => run.ours.peak);
  if (peaks.includes(undefined))
    return { what, ours: '-', theirs: '-', ratio: 'skipped: needs GNU time', goal, met: undefined };
  const theirs = runs.map((run) => run.theirs?.peak ?? NaN);
  const most = Math.max(...peaks);
  return {
    what,
    ours: describeMemory(most),
    theirs: describeMemory(Math.max(...theirs)),
    ratio: '',
    goal,
    met: most <= memoryGoal,
  };
}

function describeTime(runs) {
  const wall = describeSeconds(summarise(runs.map((run) => run.wall)).median);
  if (runs[0].cpu === undefined) return wall;
  return `${wall} (cpu ${describeSeconds(summarise(runs.map((run) => run.cpu)).median)})`;
}

function describeSeconds(seconds) {
  return seconds < 1 ? `${(seconds * 1000).toFixed(0)} ms` : `${seconds.toFixed(1)} s`;
}

function describeMemory(mebibytes) {
  return Number.isNaN(mebibytes) ? '-' : `${mebibytes.toFixed(0)} MiB`;
}

function describeRange({ median, min, max }, digits) {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}-${max.toFixed(digits)})`;
}

const COLUMNS = ['what', 'ours', 'theirs', 'ratio', 'goal', 'met'];

/** `smoke`: sizes at which the goals say nothing. */
export function renderTable(rows, { smoke }) {
  const met = (row) => (smoke ? 'n/a' : row.met === undefined ? '-' : row.met ? 'yes' : 'NO');
  const cells = [COLUMNS, ...rows.map((row) => COLUMNS.map((column) => (column === 'met' ? met(row) : row[column])))];
  const widths = COLUMNS.map((_, i) => Math.max(...cells.map((line) => line[i].length)));
  return cells
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
