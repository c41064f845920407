// Values that no honest terminal signs (formats, sections 2 and 7): the object is invalid whatever its signature.
import { equal } from "./bytes.js";
import { point } from "./curve.js";
import { areSigned } from "./people.js";
import { isOfDesk } from "./places.js";
import { indicesOf, numbersOf, stylesFit } from "./styles.js";
import { isSlipOf } from "./trust.js";

export const REST = 3; // lines of paper votes behind the options: blank, every answer marked, invalid
export const [NOT_ALLOWED, OWN_LINE, INVALID] = [0, 1, 2]; // what a contest makes of a ballot without a mark

export const positions = election =>
  election.contests.reduce((sum, contest) => sum + contest.options.length + contest.votes_allowed, 0);

/** Whether a line of a protocol has totals that count; else its ballots are counted by hand. */
export const isInSums = ({ booth, opening, totals }, { left_out: leftOut = [] }) =>
  Boolean(totals) && !leftOut.some(one => one.booth === booth && equal(one.opening, opening));

const RULES = {
  A: ({ booth, index, style, desk }, { precinct, election }) => {
    const found = precinct.booths.find(one => one.number === booth);
    return found !== undefined && isOfDesk(index, found.slots, desk, precinct, election) && index < indicesOf(election, found.slots) && style === Math.floor(index / numbersOf(election, found.slots)) + 1;
  },
  B: ({ booth, index }, { precinct, election }) =>
    precinct.booths.some(one => one.number === booth && index < indicesOf(election, one.slots)),
  Z: ({ tally }) => Object.values(tally).every(number => number === 0),
  S: ({ booth, tally, totals, styles }, { precinct, election }) => {
    const found = precinct.booths.find(one => one.number === booth);
    if (!found || totals.length !== 64 * positions(election) || !stylesFit(styles, tally.cast, election)) return false;
    if (tally.cast + tally.cancelled > tally.spent || tally.spent > found.slots || tally.cast + tally.spoiled + tally.challenged > 2 * found.slots) return false;
    return Array.from({ length: totals.length / 32 }, (_, at) => totals.slice(32 * at, 32 * at + 32)).every(point);
  },
  P: (protocol, { election, precinct }, table) => {
    const { fields, version, supersedes, correction, electronic, paper, papers } = protocol;
    const isCorrection = version > 1;
    if ((supersedes !== undefined) !== isCorrection || (correction !== undefined) !== isCorrection) return false;
    for (const name of fields.keys()) if (!(name in table.fields)) return false;
    for (const [name, { least, most }] of Object.entries(table.fields)) {
      if (!(fields.get(name) >= least && fields.get(name) <= most)) return false;
    }
    const { contests } = election;
    if (!areDesks(protocol.desks, precinct.desks)) return false;
    if (!isEnded(protocol, table.typed_most) || protocol.styles?.length !== election.styles?.length) return false;
    if ([electronic, paper, papers].some(part => part.length !== contests.length)) return false;
    return contests.every((contest, at) => electronic[at].length === contest.options.length + contest.votes_allowed
      && isPaper(contest, paper[at], papers[at], table.typed_most));
  },
  J: ({ styles }, { election }) => styles?.length === election.styles?.length && (styles ?? []).every(one => one.length === 2),
  R: () => true,
  G: (slip, { precinct, hash }) => isSlipOf(slip, precinct, hash),
  W: (said, definitions) => areSigned(said, definitions),
  V: () => true,
  O: () => true, // whether any ballot can hold its choice is a finding: its booth signed it
};

/** A line for each desk where there are several; the first has no report, and another without one has no numbers. */
function areDesks(lines, desks) {
  if (!desks || !lines) return desks === lines;
  if (lines.length !== desks.length) return false;
  return lines.every(({ desk, report, ...counts }, at) => desk === at + 1 && (desk > 1 || report === null)
    && (desk === 1 || report !== null || Object.values(counts).every(count => count === 0)));
}

/** A line for each opening that another one follows or that is in no sum; others ended at the desk. By hand only in no sum. */
function isEnded(protocol, most) {
  const { booths, ended } = protocol;
  const isSaid = line => (ended ?? []).some(one => equal(one.opening, line.opening));
  const due = booths.filter((line, at) => !isInSums(line, protocol) || booths[at + 1]?.booth === line.booth || isSaid(line));
  if ((ended === undefined) !== !due.length || (ended ?? []).length !== due.length) return false;
  return due.every((line, at) => equal(line.opening, ended[at].opening) && ended[at].by_hand <= (isInSums(line, protocol) ? 0 : most));
}

/** Votes and ballots that people typed; what was handed out in the room is recorded. */
function isPaper({ options, blank, referendum }, votes, { issued, ...typed }, most) {
  if (votes.length !== options.length + REST) return false;
  const [without, uncounted] = votes.slice(-REST);
  if ((without && blank !== OWN_LINE) || (uncounted && !referendum)) return false;
  return [...votes, ...Object.values(typed)].every(number => number <= most);
}

/** Whether a payload's values can be true. definitions: {election, precinct}. */
export const isInRange = (kind, content, definitions, table) => RULES[kind](content, definitions, table);
