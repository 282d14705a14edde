"""Link two lists of people with Splink, configured as its expert user would.

    python splink_people.py SET_FOLDER OUT_FOLDER {apart,joint} RANDOM_PAIRS

reads set.json of SET_FOLDER and writes all.csv (pairs with a probability of 0.5 or more)
and one.csv (one to one, by Splink's own clustering) into OUT_FOLDER, and stages.json: the
processor seconds of each step. No label is used.

What is expert about it: names apart or as one comparison, with term frequencies; the date
of birth by its parts, which may be blank or swapped; address and postcode as one comparison
where households share both; some twenty blocking rules; the prior from deterministic rules;
u from RANDOM_PAIRS random pairs; m by expectation maximisation on blocks of equal birth
dates and of equal full names, never of equal addresses. Lists without dates of birth learn
each name from pairs that have the other and the postcode.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.blocking_rule_library import CustomRule

THRESHOLD = 0.5
# The share of true pairs that the deterministic rules are thought to find: a guess, as
# nothing is known of it. A factor of two in the prior is one bit of some thirty.
DETERMINISTIC_RECALL = 0.8

# From this share of rows on, pairs with their names swapped are worth a level.
SWAPPED_SHARE = 0.005
# From this share of rows on that share an address with another, a list is of households.
HOUSEHOLD_SHARE = 0.1

BIRTH = ("birth_day", "birth_month", "birth_year")
ADDRESS = ("address", "address_1", "address_2", "address_3", "address_4")

Fields = dict[str, str]


def select(path: str, fields: Fields) -> str:
    """SQL for one list, a column a field: upper case, NULL where it is blank."""

    def clean(column: str) -> str:
        return f"""nullif(trim(upper("{column}")), '')"""

    columns = [
        f"{clean(column)} as {name_of(field)}"
        for field, column in fields.items()
        if field not in ADDRESS
    ]
    lines = [clean(fields[line]) for line in ADDRESS if line in fields]
    if lines:
        columns.append(f"nullif(concat_ws(' ', {', '.join(lines)}), '') as address")
    source = f"read_csv('{path}', header = true, all_varchar = true)"
    return f"select row_number() over () as unique_id, {', '.join(columns)} from {source}"


def name_of(field: str) -> str:
    """A field as a column: extra.state becomes extra_state."""
    return field.replace(".", "_")


def derived(fields: Fields) -> str:
    """Further columns that blocking and comparing need."""
    columns = ["*"]
    if has_address(fields):
        columns.append(r"nullif(regexp_extract(address, '\d+[A-Z]?'), '') as number")
    if "postcode" in fields:
        columns.append("replace(postcode, ' ', '') as unit")
    if all(part in fields for part in BIRTH):
        columns.append("nullif(concat_ws('/', birth_day, birth_month, birth_year), '') as birth")
    return ", ".join(columns)


def has_address(fields: Fields) -> bool:
    return any(line in fields for line in ADDRESS)


def load(connection: duckdb.DuckDBPyConnection, name: str, path: str, fields: Fields) -> str:
    """Make a table of a list. A sector is a unit without its last two letters."""
    sector = ", unit[:-3] as sector" if "postcode" in fields else ""
    connection.execute(
        f"create table {name} as select *{sector} "
        f"from (select {derived(fields)} from ({select(path, fields)}))"
    )
    return name


# --- comparisons -------------------------------------------------------------


def custom(column: str, levels: list[Any]) -> cl.CustomComparison:
    return cl.CustomComparison(output_column_name=column, comparison_levels=levels)


def level(sql: str, label: str) -> cll.CustomLevel:
    return cll.CustomLevel(sql, label_for_charts=label)


def exact(column: str, term_frequency: bool) -> Any:
    made = cll.ExactMatchLevel(column)
    return made.configure(tf_adjustment_column=column) if term_frequency else made


def compare_name(column: str, swapped: bool) -> cl.CustomComparison:
    """One name, with a level for the two names swapped where lists have such pairs."""
    return custom(
        column,
        [
            cll.NullLevel(column),
            exact(column, term_frequency=True),
            *swap_levels(swapped),
            cll.JaroWinklerLevel(column, 0.92),
            cll.JaroWinklerLevel(column, 0.8),
            level(
                f"{column}_l[1] = {column}_r[1] and least(length({column}_l), "
                f"length({column}_r)) = 1",
                "initial",
            ),
            cll.ElseLevel(),
        ],
    )


def swap_levels(swapped: bool) -> list[Any]:
    equal = "forename_l = surname_r and surname_l = forename_r"
    return [level(equal, "swapped")] if swapped else []


def compare_full_name(swapped: bool) -> cl.CustomComparison:
    """Forename and surname as one comparison."""

    def near(column: str, cut: float) -> str:
        return f"jaro_winkler_similarity({column}_l, {column}_r) >= {cut}"

    full = level("full_name_l = full_name_r", "equal")
    return custom(
        "full_name",
        [
            cll.NullLevel("full_name"),
            full.configure(tf_adjustment_column="full_name"),
            *swap_levels(swapped),
            level(f"{near('forename', 0.88)} and {near('surname', 0.88)}", "both near"),
            exact("surname", term_frequency=True),
            exact("forename", term_frequency=True),
            level(f"{near('forename', 0.7)} and {near('surname', 0.7)}", "both akin"),
            level(f"{near('forename', 0.88)} or {near('surname', 0.88)}", "one near"),
            cll.ElseLevel(),
        ],
    )


def count_parts(condition: str) -> str:
    """SQL for how many parts of the date of birth meet a condition."""
    return " + ".join(f"coalesce(({condition.format(part=part)})::int, 0)" for part in BIRTH)


def compare_birth() -> cl.CustomComparison:
    equal = count_parts("{part}_l = {part}_r")
    differ = count_parts("{part}_l <> {part}_r")
    levels = [
        level(f"({equal}) + ({differ}) = 0", "nothing to compare").configure(is_null_level=True),
        level(f"({equal}) = 3", "equal"),
        level(
            "birth_day_l = birth_month_r and birth_month_l = birth_day_r "
            "and birth_year_l = birth_year_r",
            "day and month swapped",
        ),
        level(f"({equal}) = 2 and ({differ}) = 0", "two equal, one blank"),
    ]
    levels += [
        level(f"({equal}) = 2 and {part}_l <> {part}_r", f"{part} differs") for part in BIRTH
    ]
    levels += [
        level(f"({equal}) = 1 and ({differ}) = 0", "one equal, two blank"),
        level(f"({equal}) = 1 and ({differ}) = 1", "one equal, one blank"),
        level(f"({equal}) = 1", "one equal"),
        cll.ElseLevel(),
    ]
    return custom("birth", levels)


def compare_place(fields: Fields) -> cl.CustomComparison:
    """Address, postcode and UPRN as one comparison."""
    near = "jaro_winkler_similarity(address_l, address_r) >= 0.9"
    levels: list[Any] = [
        level(
            "(address_l is null or address_r is null) and (unit_l is null or unit_r is null)",
            "nothing to compare",
        ).configure(is_null_level=True),
        level("unit_l = unit_r and address_l = address_r", "postcode and address equal"),
    ]
    if "uprn" in fields:
        levels.append(level("uprn_l = uprn_r", "UPRN equal"))
    levels += [
        level("unit_l = unit_r and number_l = number_r", "postcode and number equal"),
        level("sector_l = sector_r and address_l = address_r", "sector and address equal"),
        level(
            "unit_l = unit_r and (address_l is null or address_r is null)",
            "postcode equal, address blank",
        ),
        level("unit_l = unit_r", "postcode equal"),
        level("address_l = address_r", "address equal"),
        level(
            f"{near} and damerau_levenshtein(unit_l, unit_r) <= 1",
            "address near, postcode a slip away",
        ),
        level(f"number_l = number_r and {near}", "number equal, address near"),
        level(near, "address near"),
        level("sector_l = sector_r", "sector equal"),
        cll.ElseLevel(),
    ]
    return custom("place", levels)


def compare_place_apart() -> list[Any]:
    """Postcode and address apart, for lists of people who live with nobody of the list."""
    return [
        custom(
            "postcode",
            [
                cll.NullLevel("unit"),
                cll.ExactMatchLevel("unit"),
                cll.DamerauLevenshteinLevel("unit", 1),
                cll.ElseLevel(),
            ],
        ),
        custom(
            "address",
            [
                cll.NullLevel("address"),
                cll.ExactMatchLevel("address"),
                cll.JaroWinklerLevel("address", 0.9),
                cll.JaroWinklerLevel("address", 0.8),
                cll.ElseLevel(),
            ],
        ),
        custom("number", [cll.NullLevel("number"), cll.ExactMatchLevel("number"), cll.ElseLevel()]),
    ]


class Habits(NamedTuple):
    """What an expert sees in the lists before choosing comparisons."""

    swapped: bool  # some pairs have their names swapped
    households: bool  # people of one list share addresses


def comparisons(fields: Fields, joint: bool, habits: Habits) -> list[Any]:
    made: list[Any] = (
        [compare_full_name(habits.swapped)]
        if joint
        else [compare_name(column, habits.swapped) for column in ("forename", "surname")]
    )
    if "birth_year" in fields:
        made.append(compare_birth())
    if "postcode" in fields and has_address(fields):
        made += [compare_place(fields)] if habits.households else compare_place_apart()
    if "sex" in fields:
        made.append(cl.ExactMatch("sex"))
    if "middle" in fields:
        made.append(
            custom(
                "middle",
                [
                    cll.NullLevel("middle"),
                    cll.ExactMatchLevel("middle"),
                    level("middle_l[1] = middle_r[1]", "initial"),
                    cll.ElseLevel(),
                ],
            )
        )
    if "town" in fields:
        made.append(
            cl.JaroWinklerAtThresholds("town", [0.9]).configure(term_frequency_adjustments=True)
        )
    if "extra.state" in fields:
        made.append(cl.ExactMatch("extra_state"))
    if "extra.soc_sec_id" in fields:
        made.append(cl.DamerauLevenshteinAtThresholds("extra_soc_sec_id", [1, 2]))
    return made


# --- blocking and training ---------------------------------------------------

# Each rule names what is equal. A rule is used where the lists have its columns.
RULES = (
    BIRTH,
    ("forename", "surname"),
    ("surname", "birth_month", "birth_year"),
    ("surname", "birth_day", "birth_year"),
    ("surname", "birth_day", "birth_month"),
    ("forename", "birth_month", "birth_year"),
    ("forename", "birth_day", "birth_year"),
    ("forename", "birth_day", "birth_month"),
    ("forename", "unit"),
    ("surname", "unit"),
    ("unit", "birth_day", "birth_month"),
    ("unit", "birth_month", "birth_year"),
    ("unit", "birth_day", "birth_year"),
    ("unit", "number"),
    ("address", "forename"),
    ("address", "surname"),
    ("address", "birth_year"),
    ("town", "forename"),
    ("town", "surname"),
    ("town", "number"),
    ("town", "unit"),
    ("forename", "number", "sector"),
    ("surname", "number", "sector"),
    ("unit", "extra_state"),
    ("forename", "extra_state"),
    ("birth_day", "birth_year", "extra_state"),
    ("birth_month", "birth_year", "extra_state"),
    ("uprn",),
    ("extra_soc_sec_id",),
)


def columns_of(fields: Fields) -> set[str]:
    columns = {name_of(field) for field in fields if field not in ADDRESS}
    if has_address(fields):
        columns |= {"address", "number"}
    if "postcode" in fields:
        columns |= {"unit", "sector"}
    return columns


def blocking(fields: Fields) -> list[Any]:
    """The rules that the lists have columns for, and the two names swapped."""
    columns = columns_of(fields)
    rules: list[Any] = [block_on(*rule) for rule in RULES if columns.issuperset(rule)]
    rules.append(CustomRule("l.forename = r.surname and l.surname = r.forename"))
    if "birth_year" in columns:
        rules.append(
            CustomRule(
                "l.birth_day = r.birth_month and l.birth_month = r.birth_day "
                "and l.birth_year = r.birth_year"
            )
        )
    return rules


def train(linker: Linker, fields: Fields, random_pairs: float) -> None:
    """Estimate everything from the lists themselves."""
    people = linker.training
    birth = "birth_year" in fields
    certain: list[Any] = [block_on("forename", "surname", *BIRTH)] if birth else []
    if "postcode" in fields:
        certain.append(block_on("forename", "surname", "unit"))
        certain += [block_on("surname", "unit", *BIRTH)] if birth else []
    people.estimate_probability_two_random_records_match(certain, recall=DETERMINISTIC_RECALL)
    timed("prior")
    people.estimate_u_using_random_sampling(max_pairs=random_pairs)
    timed("u")
    blocks = [block_on("forename", "surname")]
    if birth:
        blocks.append(block_on(*BIRTH))
    else:
        # Without dates of birth names have to be learnt where people live: each from
        # pairs that have the other and the postcode.
        blocks += [block_on("surname", "unit"), block_on("forename", "unit")]
    for block in blocks:
        people.estimate_parameters_using_expectation_maximisation(block)
    timed("EM")


# --- the job -------------------------------------------------------------------

stages: dict[str, float] = {}


def timed(stage: str) -> None:
    """Note the processor seconds since the last call."""
    stages[stage] = time.process_time() - sum(stages.values())


def write_pairs(path: Path, rows: list[tuple[Any, ...]]) -> None:
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(("left_line", "right_line", "weight_bits", "probability"))
        out.writerows(rows)


def prepare(connection: duckdb.DuckDBPyConnection, manifest: dict[str, Any]) -> list[Any]:
    """Load both lists, with a column for the full name."""
    api = DuckDBAPI(connection)
    tables = []
    for name in ("left", "right"):
        table = load(connection, f"{name}_list", manifest[name], manifest["columns"])
        connection.execute(f"alter table {table} add column full_name varchar")
        connection.execute(f"update {table} set full_name = forename || ' ' || surname")
        tables.append(api.register(table, dataset_display_name=name))
    return tables


def look(connection: duckdb.DuckDBPyConnection, fields: Fields) -> Habits:
    """Look at the lists, without labels."""

    def share(count: str) -> float:
        part, rows = connection.execute(
            f"select ({count}), (select count(*) from left_list)"
        ).fetchall()[0]
        return float(part) / max(int(rows), 1)

    same = "l.birth = r.birth" if "birth_year" in fields else "l.unit = r.unit"
    swapped = share(f"""select count(*) from left_list l join right_list r
        on l.forename = r.surname and l.surname = r.forename and {same}""")
    shared = 0.0
    if "postcode" in fields and has_address(fields):
        shared = share("""select coalesce(sum(people), 0) from (
            select count(*) as people from left_list where address is not null
            group by address, unit having count(*) > 1)""")
    return Habits(swapped > SWAPPED_SHARE, shared > HOUSEHOLD_SHARE)


def job(manifest: dict[str, Any], out: Path, joint: bool, random_pairs: float) -> None:
    timed("start")
    fields: Fields = manifest["columns"]
    connection = duckdb.connect(":memory:")
    tables = prepare(connection, manifest)
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=comparisons(fields, joint, look(connection, fields)),
        blocking_rules_to_generate_predictions=blocking(fields),
        retain_matching_columns=False,
    )
    linker = Linker(tables, settings, log_level="ERROR")
    timed("load")
    train(linker, fields, random_pairs)
    scored = linker.inference.predict(threshold_match_probability=THRESHOLD)
    write_all(connection, scored.physical_name, out / "all.csv")
    timed("score")
    clustered = linker.clustering.cluster_using_single_best_links(
        scored, duplicate_free_datasets=["left", "right"], threshold_match_probability=THRESHOLD
    )
    write_one(connection, clustered.physical_name, out / "one.csv")
    timed("one to one")
    report = {"seconds": stages, "rules": len(blocking(fields))}
    (out / "stages.json").write_text(json.dumps(report))


def write_all(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    """Pairs as Splink scores them: the left list is not always its left side."""
    write_pairs(
        path,
        connection.execute(f"""
        select case when source_dataset_l = 'left' then unique_id_l else unique_id_r end,
               case when source_dataset_l = 'left' then unique_id_r else unique_id_l end,
               match_weight, match_probability from {table}""").fetchall(),
    )


def write_one(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    write_pairs(
        path,
        connection.execute(f"""
        select l.unique_id, r.unique_id, 0, 1
        from {table} l join {table} r using (cluster_id)
        where l.source_dataset = 'left' and r.source_dataset = 'right'""").fetchall(),
    )


def main(arguments: list[str]) -> None:
    folder, out, names, random_pairs = arguments
    Path(out).mkdir(parents=True, exist_ok=True)
    manifest = json.loads((Path(folder) / "set.json").read_text())
    job(manifest, Path(out), names == "joint", float(random_pairs))


if __name__ == "__main__":
    main(sys.argv[1:])
