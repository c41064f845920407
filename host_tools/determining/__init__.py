"""From signed protocols to the result of a nation: states of precincts, totals by territory, and the gate."""
