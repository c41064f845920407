// The equations of a protocol (formats, section 7), with the letters of the slip.

const sum = numbers => numbers.reduce((total, number) => total + number, 0);

/** Every equation that applies: [{text, left, relation, right, byPeople, holds}]. byPeople: something in it was
 * counted by hand or depends on what people did, so that a reason can explain a breach; no reason explains another. */
export function equations({ fields, booths, electronic, paper }, election) {
  const value = name => fields.get(name) ?? 0;
  const found = [];
  const add = (text, left, relation, right, byPeople) =>
    found.push({ text, left, relation, right, byPeople, holds: relation === "=" ? left === right : left <= right });
  const [issued, outside] = [value("paper_issued"), value("paper_outside")];
  const ballots = value("electronic") + issued + outside;
  const inBoxes = value("box_portable") + value("box_room");
  add("D = A + B − C", value("on_list"), "=", value("listed") + value("added") - value("certificates"), false);
  add("0 ≤ D", 0, "≤", value("on_list"), true);
  add("S = T + F + G", value("marked"), "=", value("activations") + issued + outside, true);
  add("S = L + F + G", value("marked"), "=", ballots, true);
  add("S ≤ D", value("marked"), "≤", value("on_list"), true);
  add("L + F + G ≤ D", ballots, "≤", value("on_list"), true);
  add("L = ΣL", value("electronic"), "=", sum(booths.map(line => line.cast)), false);
  add("L ≤ T", sum(booths.map(line => line.cast)), "≤", value("activations"), false);
  add("T = ΣT", value("activations"), "=", sum(booths.map(line => line.issued)), false);
  for (const { booth, cast, spent, issued: given } of booths) {
    add(`L${booth} ≤ U${booth}`, cast, "≤", spent, false);
    add(`U${booth} ≤ T${booth}`, spent, "≤", given, false);
  }
  add("E = F + G + H + I", value("paper_received"), "=",
    issued + outside + value("paper_unused") + value("paper_spoiled"), true);
  add("J ≤ G", value("box_portable"), "≤", outside, true);
  add("K ≤ F", value("box_room"), "≤", issued, true);
  if (fields.has("outside_recorded")) add("G = G*", outside, "=", value("outside_recorded"), true);
  if (fields.has("spoiled_recorded")) add("I = I*", value("paper_spoiled"), "=", value("spoiled_recorded"), true);
  election.contests.forEach(({ votes_allowed: allowed }, at) => {
    const [votes, onPaper, number] = [sum(electronic[at]), sum(paper[at]), at + 1];
    const due = value("electronic") * allowed;
    add(allowed === 1 ? `${number}. V + N = L` : `${number}. V + W = ${allowed} L`, votes, "=", due, false);
    if (allowed === 1) {
      add(`${number}. V + N + M = J + K`, onPaper, "=", inBoxes, true);
    } else {
      add(`${number}. J + K ≤ V + N + M`, inBoxes, "≤", onPaper, true);
      add(`${number}. V + N + M ≤ ${allowed} (J + K)`, onPaper, "≤", inBoxes * allowed, true);
    }
  });
  return found;
}
