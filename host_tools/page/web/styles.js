// Ballot styles (formats, sections 2 and 7): not everybody has every contest, and a record is blank where its voter has none.
const sum = numbers => numbers.reduce((total, number) => total + number, 0);

/** Activation indices that a booth has for each style. */
export const numbersOf = (election, slots) => (election.styles ? 8 * Math.ceil(slots / 8) : slots);

/** Activation indices of a booth. */
export const indicesOf = (election, slots) => numbersOf(election, slots) * (election.styles?.length ?? 1);

/** The contests that a style has, from 0. style: from 1. */
export const contestsOf = (election, style) =>
  (election.styles ? election.styles[style - 1].contests : election.contests.map((_, at) => at));

/** Has every voter this contest? */
export const isOfAll = (election, contest) => !election.styles || election.styles.every(style => style.contests.includes(contest));

/** Whether the ballots of each style are together those cast. */
export const stylesFit = (styles, cast, election) => (election.styles === undefined
  ? styles === undefined
  : styles?.length === election.styles.length && sum(styles) === cast);

/** {cast, issued, outside} of the voters who have a contest. */
export function recordedOf({ fields, styles }, election, contest) {
  if (!election.styles) {
    return { cast: fields.get("electronic"), issued: fields.get("issued_recorded"), outside: fields.get("outside_recorded") };
  }
  const here = styles.filter((_, at) => election.styles[at].contests.includes(contest));
  const of = name => sum(here.map(line => line[name]));
  return { cast: of("cast"), issued: of("issued"), outside: of("outside") };
}

/** Paper ballots of a contest that voters gave back, at least: those that no voter without it can have given. */
export function returnedOf({ fields, styles }, election, contest) {
  const given = ({ issued, outside }) => issued + outside;
  const all = given({ issued: fields.get("issued_recorded"), outside: fields.get("outside_recorded") });
  return Math.max(0, fields.get("paper_returned") - (all - given(recordedOf({ fields, styles }, election, contest))));
}

/** The positions of a contest without the ballots that do not have it. */
export function electronicOf(protocol, election, contest) {
  const all = election.styles ? sum(protocol.styles.map(line => line.cast)) : protocol.fields.get("electronic");
  const without = all - recordedOf(protocol, election, contest).cast;
  const options = election.contests[contest].options.length;
  return protocol.electronic[contest].map((count, at) => (at < options ? count : count - without));
}
