"""Find what NFI's rule finds, with addresses joined as a database joins them.

    python join.py COUNCIL_FOLDER

prints JSON: by the way of joining, how many discounts the rule names, at how many of them
an adult is undeclared, and at how many there is one in all. The rule: a single person
discount in payment, no disregard, two adult electors or more at the dwelling.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import duckdb

# The day that the invented extracts describe, and that discounts are judged at.
AS_OF = "2026-11-01"


def text(column: str) -> str:
    """SQL for a cell as a careful analyst compares it: upper case letters and digits."""
    return f"""regexp_replace(upper("{column}"), '[^A-Z0-9]', '', 'g')"""


ADDRESS = "concat_ws('', {}) || '|' || {}".format(
    ", ".join(text(f"Address {line}") for line in range(1, 5)), text("Postcode")
)


def day(column: str) -> str:
    return f"""try_strptime("{column}", '%d/%m/%Y')"""


def load(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    data = folder / "data"

    def read(path: Path) -> str:
        return f"read_csv('{path}', header = true, all_varchar = true)"

    connection.execute(f"""create table account as
        select row_number() over () as line, ltrim("UPRN", '0') as uprn, {ADDRESS} as address,
            "Discount code" in (select "Local code" from {read(data / "codes.csv")}
                where "Meaning" = 'single_person')
            and "Disregard code" is null
            and coalesce({day("Discount start date")} <= '{AS_OF}', true)
            and coalesce({day("Discount expiry date")} >= '{AS_OF}', true) as single
        from {read(data / "council_tax.csv")}""")
    # A date after the extract is the day somebody reaches 18.
    connection.execute(f"""create table elector as
        select row_number() over () as line, ltrim("UPRN", '0') as uprn, {ADDRESS} as address
        from {read(data / "electoral_register.csv")}
        where coalesce({day("Date of birth")} <= '{AS_OF}', true)""")
    connection.execute(f"""create table truth as
        select line::int as line, truth = 'undeclared' as undeclared
        from {read(data / "truth" / "accounts.csv")}""")
    connection.execute(f"""create table ours as
        select account_line::int as line, electors_listed::int as electors
        from {read(folder / "dwellings.csv")}""")


def joined(condition: str) -> str:
    """SQL for how many electors each account's dwelling has."""
    return f"""select a.line, count(distinct e.line) as electors
        from account a join elector e on {condition} group by a.line"""


WAYS = {
    "uprn": joined("a.uprn = e.uprn"),
    "address": joined("a.address = e.address"),
    "either": """select line, count(distinct elector) as electors from (
        select a.line, e.line as elector from account a join elector e on a.uprn = e.uprn
        union
        select a.line, e.line from account a join elector e on a.address = e.address
        ) group by line""",
    "ours": "select line, electors from ours",
}


def main(arguments: list[str]) -> None:
    connection = duckdb.connect(":memory:")
    load(connection, Path(arguments[0]))
    report = {}
    for name, way in WAYS.items():
        start = time.process_time()
        report[name] = connection.execute(f"""
            select count(*) filter (electors >= 2) as named,
                   count(*) filter (electors >= 2 and undeclared) as "right",
                   count(*) filter (undeclared) as undeclared
            from account join truth using (line) left join ({way}) using (line)
            where single""").fetchall()[0]
        report[name] += (time.process_time() - start,)
    print(json.dumps(report))


if __name__ == "__main__":
    main(sys.argv[1:])
