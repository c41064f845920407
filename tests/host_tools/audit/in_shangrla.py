"""SHANGRLA's own reading of our cards, and its risk; run by an interpreter that has what SHANGRLA imports.

Standard input, JSON: source (a folder with the package `shangrla`), contests, cards (what the files hold), swapped (of
how many ballots of a pool the paper has a loser where the precinct reported the winner, by pool), sample (ballots),
seed. Standard output, JSON: tallies, margins and p-values as SHANGRLA computes them.
"""

from __future__ import annotations

import importlib
import json
import random
import sys


def main() -> None:
    """Read, audit a made-up sample, report."""
    asked = json.load(sys.stdin)
    sys.path.insert(0, asked["source"])
    core = importlib.import_module("shangrla.core.Audit")
    contests = core.Contest.from_dict_of_dicts(asked["contests"])
    (contest,) = contests.values()
    cards = core.CVR.from_dict(asked["cards"])
    stratum = {"max_cards": len(cards), "use_style": False, "replacement": False, "audit_type": "ONEAUDIT"}
    audit = core.Audit.from_dict({"strata": {"all": stratum}})
    core.Assertion.make_all_assertions(contests)
    audit.check_audit_parameters(contests)
    cards, phantoms = core.CVR.make_phantoms(audit, contests, cards)
    contest.find_margins_from_tally()
    by_tally = {name: one.margin for name, one in contest.assertions.items()}
    core.Assertion.set_all_margins_from_cvrs(audit, contests, cards)
    for one in contest.assertions.values():
        one.assorter.set_tally_pool_means(cvr_list=cards, use_style=False)
    chance = random.Random(asked["seed"])
    papers = core.CVR.from_dict(on_paper(asked, contest.winner[0], chance))
    drawn = chance.sample(range(len(cards)), asked["sample"])
    core.Assertion.set_p_values(contests, [papers[at] for at in drawn], [cards[at] for at in drawn])
    print(json.dumps({
        "phantoms": phantoms, "tally": core.CVR.tabulate_votes(cards)[contest.id], "by_tally": by_tally,
        "margins": {name: float(one) for name, one in contest.margins.items()},
        "p_values": {name: float(one) for name, one in contest.p_values.items()},
        "means": {name: one.assorter.tally_pool_means for name, one in contest.assertions.items()},
        "proved": all(map(bool, contest.proved.values())),
    }))  # fmt: skip


def on_paper(asked: dict[str, object], winner: str, chance: random.Random) -> list[dict[str, object]]:
    """What a person reads on each ballot: the pool's votes in another order, and those that its precinct changed."""
    (contest,) = asked["contests"]  # type: ignore[misc]
    loser = next(one for one in asked["contests"][contest]["candidates"] if one != winner)  # type: ignore[index]
    pools: dict[str, list[dict[str, int]]] = {}
    for card in asked["cards"]:  # type: ignore[attr-defined]
        pools.setdefault(card["tally_pool"], []).append(dict(card["votes"][contest]))
    for pool, ballots in pools.items():
        chance.shuffle(ballots)
        left = asked["swapped"].get(pool, 0)  # type: ignore[attr-defined]
        for ballot in ballots:
            if left and winner in ballot and loser not in ballot:
                del ballot[winner]
                ballot[loser] = 1
                left -= 1
    return [
        {"id": card["id"], "votes": {contest: pools[card["tally_pool"]].pop()}}
        for card in asked["cards"]  # type: ignore[attr-defined]
    ]


if __name__ == "__main__":
    main()
