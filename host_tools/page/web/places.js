// What the number of a terminal says (formats, section 3), and which slips a desk gives (section 2).
import { numbersOf } from "./styles.js";

const FURTHER_DESKS = 100; // the second desk's number is 102

export const isDesk = terminal => terminal === 0 || terminal > FURTHER_DESKS;

/** The number of a desk, from 1. */
export const deskNumber = terminal => (terminal ? terminal - FURTHER_DESKS : 1);

/** Whether an activation index of a booth with so many slots is one that a desk gives. */
export function isOfDesk(index, slots, desk, precinct, election) {
  if (!precinct.desks) return desk === 1;
  const before = number => precinct.desks.filter(one => one.number < number).reduce((sum, one) => sum + one.voters, 0);
  const first = number => 8 * Math.floor(Math.floor((slots * before(number)) / precinct.voters) / 8);
  const within = index % numbersOf(election, slots);
  return first(desk) <= within && (desk === precinct.desks.length || within < first(desk + 1));
}
