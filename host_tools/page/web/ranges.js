// Values that no honest terminal signs (formats, sections 2 and 7): the object is invalid whatever its signature.
import { point } from "./curve.js";

export const positions = election =>
  election.contests.reduce((sum, contest) => sum + contest.options.length + contest.votes_allowed, 0);

const RULES = {
  A: ({ booth, index, style }, { precinct }) => {
    const found = precinct.booths.find(one => one.number === booth);
    return found !== undefined && index < found.slots && style === 1;
  },
  Z: ({ tally }) => tally.cast === 0 && tally.spoiled === 0 && tally.spent === 0,
  S: ({ booth, tally, totals }, { precinct, election }) => {
    const found = precinct.booths.find(one => one.number === booth);
    if (!found || totals.length !== 64 * positions(election)) return false;
    if (tally.cast > tally.spent || tally.spent > found.slots || tally.cast + tally.spoiled > 2 * found.slots) return false;
    return Array.from({ length: totals.length / 32 }, (_, at) => totals.slice(32 * at, 32 * at + 32)).every(point);
  },
  P: (protocol, { election }, table) => {
    const { fields, version, supersedes, correction, electronic, paper } = protocol;
    const isCorrection = version > 1;
    if ((supersedes !== undefined) !== isCorrection || (correction !== undefined) !== isCorrection) return false;
    for (const name of fields.keys()) if (!(name in table.fields)) return false;
    for (const [name, { least, most, required }] of Object.entries(table.fields)) {
      const value = fields.get(name);
      if (value === undefined ? required : value < least || value > most) return false;
    }
    const { contests } = election;
    if (electronic.length !== contests.length || paper.length !== contests.length) return false;
    return contests.every((contest, at) =>
      electronic[at].length === contest.options.length + contest.votes_allowed
      && paper[at].length === contest.options.length + 2
      && paper[at].every(votes => votes <= table.typed_most));
  },
  R: () => true,
};

/** Whether a payload's values can be true. definitions: {election, precinct}. */
export const isInRange = (kind, content, definitions, table) => RULES[kind](content, definitions, table);
