"""What Splink takes for one person, and how long it needs. Run by a Python that has it (installing/splink.lock):

    python splink_doubles.py PEOPLE.parquet BLOCKS THRESHOLD [THRESHOLD …]

PEOPLE: number, names, birth_date, address_code. BLOCKS: JSON, lists of fields that a pair must share. Prints JSON:
version, wall_s and cpu_s of training and predicting, and for each threshold the pairs of numbers, the smaller one
first. It is trained on the people as its guide says: u by random pairs, m by expectation maximisation.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import sys
import time

import duckdb
import splink
import splink.comparison_library as cl

_TRAINING = (("surname", "birth_date"), ("given_name", "patronymic"))
_CERTAIN = ("surname", "given_name", "birth_date")


def _settings(blocks: list[list[str]]) -> splink.SettingsCreator:
    return splink.SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="number",
        comparisons=[
            *(
                cl.NameComparison(name).configure(term_frequency_adjustments=True)
                for name in ("surname", "given_name", "patronymic")
            ),
            cl.DateOfBirthComparison("birth_date", input_is_string=False),
            cl.ExactMatch("address_code"),
        ],
        blocking_rules_to_generate_predictions=[splink.block_on(*block) for block in blocks],
    )


def found(people: str, blocks: list[list[str]], least: float) -> list[tuple[int, int, float]]:
    """Pairs of numbers with the probability that they are one person, if it is at least `least`."""
    connection = duckdb.connect()
    table = connection.sql(f"SELECT * REPLACE (address_code::VARCHAR AS address_code) FROM '{people}'").to_arrow_table()
    linker = splink.Linker(splink.DuckDBAPI(connection=connection).register(table), _settings(blocks))
    linker.training.estimate_probability_two_random_records_match([splink.block_on(*_CERTAIN)], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for block in _TRAINING:
        linker.training.estimate_parameters_using_expectation_maximisation(splink.block_on(*block))
    rows = linker.inference.predict(threshold_match_probability=least).as_record_list()
    return [(int(row["number_l"]), int(row["number_r"]), row["match_probability"]) for row in rows]


def main(people: str, blocks: list[list[str]], thresholds: list[float]) -> None:
    """Find and print."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    wall, cpu = time.perf_counter(), time.process_time()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        rows = found(people, blocks, min(thresholds))
    seconds = {"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu}
    pairs = {
        str(threshold): sorted({tuple(sorted(pair)) for *pair, chance in rows if chance >= threshold})
        for threshold in thresholds
    }
    print(json.dumps({"version": splink.__version__, **seconds, "pairs": pairs}))


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]), [float(text) for text in sys.argv[3:]])
