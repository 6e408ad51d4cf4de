"""Sectors of the economy and the size classes of its workplaces."""

from __future__ import annotations

from pathlib import Path

from .tables import Row, read_table

EMPLOYED = 4_300_800
"""People in employment in June 2020."""

INDUSTRY = ("mining", "manufacturing", "energy")
CORE = (*INDUSTRY, "construction", "transport")

GDP_USD = 60e9
NATIONAL_WAGE_USD = 478
BYN_PER_USD = 2.44
MINING_STAFF = 45_000
WATER_AND_WASTE_STAFF = 45_000
POTASH_VALUE_ADDED_SHARE = 0.6
OIL_EXPORTS_USD = 0.6e9
POWER_EXPORTS_USD = 0.15e9
FIXED_TERM_SHARE = 0.9

SECTOR_COLUMNS = (
    "sector",
    "name",
    "section",
    "employed",
    "value_added_usd",
    "exports_usd",
    "wage_usd",
    "shifts",
    "process",
    "state_share",
    "mixed_share",
    "fixed_term_share",
    "rural_weight",
    "core",
    "source",
)
SIZE_COLUMNS = ("sector", "low", "high", "share", "source")


SECTORS = {row["sector"]: row for row in read_table(Path(__file__).with_name("sectors.csv"))}
"""What is assumed of each sector where no source gives a number."""

PUBLISHED_SHARES = {
    "trade": "share_employed_trade",
    "education": "share_employed_education",
    "agriculture": "share_employed_agriculture_forestry",
    "health": "share_employed_health_social",
}

SIZE_CLASSES = ((1, 15), (16, 100), (101, 250), (251, 1000), (1001, 2500))
LARGEST_UNNAMED = 2_686
"""Staff of the fiftieth largest enterprise in 2016; a larger one would be known by name."""

SIZE_SHARES = {
    "mining": (0.02, 0.06, 0.08, 0.44, 0.40),
    "manufacturing": (0.05, 0.11, 0.10, 0.44, 0.30),
    "energy": (0.01, 0.05, 0.12, 0.47, 0.35),
    "construction": (0.10, 0.23, 0.17, 0.38, 0.12),
    "transport": (0.08, 0.11, 0.10, 0.41, 0.30),
    "agriculture": (0.03, 0.06, 0.24, 0.62, 0.05),
    "trade": (0.18, 0.24, 0.10, 0.32, 0.16),
    "education": (0.01, 0.64, 0.20, 0.10, 0.05),
    "health": (0.01, 0.07, 0.16, 0.56, 0.20),
    "culture": (0.05, 0.45, 0.30, 0.18, 0.02),
    "administration": (0.03, 0.47, 0.28, 0.20, 0.02),
    "*": (0.15, 0.22, 0.14, 0.35, 0.14),
}
"""Share of a sector's employment by size class, outside the named sites."""


class Published:
    """The numbers of `aggregates.csv` with their addresses."""

    def __init__(self, economy: Path) -> None:
        """Reads the table in the economy folder."""
        rows = read_table(economy / "aggregates.csv")
        self._rows = {(row["item"], row["period"]): row for row in rows}

    def value(self, item: str, period: str = "2020") -> float:
        """The number of an item in a period."""
        return float(self._rows[item, period]["value"])

    def source(self, item: str, period: str = "2020") -> str:
        """Where the number stands."""
        return self._rows[item, period]["source_url"]


def sector_rows(economy: Path) -> list[Row]:
    """The sectors; employment sums to the published total."""
    published = Published(economy)
    employed = _employed(published, economy)
    wages = _wages(employed)
    value_added = _value_added(published)
    exports = _exports(published)
    return [
        {
            "sector": sector,
            "name": guess["name"],
            "section": guess["section"],
            "employed": str(employed[sector][0]),
            "value_added_usd": f"{value_added[sector][0]:.0f}",
            "exports_usd": f"{exports[sector][0]:.0f}",
            "wage_usd": str(wages[sector]),
            "shifts": guess["shifts"],
            "process": guess["process"],
            "state_share": guess["state_share"],
            "mixed_share": guess["mixed_share"],
            "fixed_term_share": f"{FIXED_TERM_SHARE:.2f}",
            "rural_weight": guess["rural_weight"],
            "core": "yes" if sector in CORE else "no",
            "source": "; ".join(
                (
                    f"employed: {employed[sector][1]}",
                    f"value added: {value_added[sector][1]}",
                    f"exports: {exports[sector][1]}",
                    f"wage: assumption: {guess['wage_factor']} times that of manufacturing, set "
                    f"so that the mean is USD {NATIONAL_WAGE_USD} (BYN 1264.5, September 2020)",
                    f"ownership: {_ownership_source(sector, published)}",
                    "contracts: assumption: reported as more than nine in ten for all sectors",
                    "shifts, process and rural weight: assumption: general knowledge",
                )
            ),
        }
        for sector, guess in SECTORS.items()
    ]


def _employed(published: Published, economy: Path) -> dict[str, tuple[int, str]]:
    """People employed by sector, each with where the number is from."""
    total_source = published.source("employed_total", "2020-06")
    power = next(
        row
        for row in read_table(economy / "industry_subsectors.csv")
        if row["subsector"].startswith("electricity")
    )
    industry = round(EMPLOYED * published.value("share_employed_industry") / 100)
    energy = round(float(power["employees_thousand"]) * 1000) + WATER_AND_WASTE_STAFF
    staff: dict[str, tuple[int, str]] = {
        "mining": (
            MINING_STAFF,
            "assumption: the two named companies (16000 and 23000) and 6000 elsewhere",
        ),
        "energy": (
            energy,
            "https://ru.wikipedia.org (Belstat, about 2016-18): 94900 in electricity, gas and "
            f"steam; assumption: {WATER_AND_WASTE_STAFF} in water and waste",
        ),
        "manufacturing": (
            industry - energy - MINING_STAFF,
            f"{published.source('share_employed_industry')}: industry is 23.5 percent of "
            f"{EMPLOYED} ({total_source}), less mining and energy",
        ),
    }
    for sector, guess in SECTORS.items():
        if sector in PUBLISHED_SHARES:
            item = PUBLISHED_SHARES[sector]
            percent = published.value(item)
            text = f"{published.source(item)}: {percent:g} percent of {EMPLOYED} ({total_source})"
            staff[sector] = round(EMPLOYED * percent / 100), text
        elif guess["employed_percent"]:
            percent = float(guess["employed_percent"])
            text = f"assumption: {percent:g} percent of {EMPLOYED} ({total_source})"
            staff[sector] = round(EMPLOYED * percent / 100), text
    rest = EMPLOYED - sum(people for people, _ in staff.values())
    staff["services"] = rest, f"assumption: the rest of {EMPLOYED} ({total_source})"
    return staff


def _wages(employed: dict[str, tuple[int, str]]) -> dict[str, int]:
    """Monthly wages in proportion to the factors, with the published mean."""
    factors = {sector: float(guess["wage_factor"]) for sector, guess in SECTORS.items()}
    weighted = sum(employed[sector][0] * factor for sector, factor in factors.items())
    unit = NATIONAL_WAGE_USD * EMPLOYED / weighted
    return {sector: round(unit * factor) for sector, factor in factors.items()}


def _value_added(published: Published) -> dict[str, tuple[float, str]]:
    """Value added by sector in USD a year, each with where the number is from."""
    industry = published.value("industry_share_of_gdp")
    potash = published.value("potash_exports", "2019") * 1e9 * POTASH_VALUE_ADDED_SHARE
    mining = potash + 0.62e9
    values = {
        sector: (
            GDP_USD * float(guess["gdp_percent"]) / 100,
            f"assumption: {guess['gdp_percent']} percent of a GDP of USD 60bn (net taxes on "
            "products, about a tenth of GDP, are in no sector)",
        )
        for sector, guess in SECTORS.items()
        if guess["gdp_percent"]
    }
    values["mining"] = (
        mining,
        "assumption: 60 percent of potash exports of USD 2.8bn, and USD 0.62bn for oil and stone",
    )
    values["manufacturing"] = (
        GDP_USD * industry / 100 - mining - values["energy"][0],
        f"{published.source('industry_share_of_gdp')}: industry is {industry:g} percent of a GDP "
        "of USD 60bn, less mining and energy; the same page gives manufacturing 21.3 percent, "
        "which counts potash works that stand in mining here",
    )
    return values


def _exports(published: Published) -> dict[str, tuple[float, str]]:
    """Direct exports by sector in USD a year, each with where the number is from."""
    potash = published.value("potash_exports", "2019") * 1e9
    output = published.value("industrial_output") * 1e9 / BYN_PER_USD
    industry = output * published.value("industrial_output_exported") / 100
    values = {
        sector: (
            float(guess["exports_usd_bn"]) * 1e9,
            "assumption: order of size; 0 where there are none to speak of",
        )
        for sector, guess in SECTORS.items()
        if guess["exports_usd_bn"]
    }
    values["mining"] = (
        potash + OIL_EXPORTS_USD,
        "potash exports of USD 2.8bn in 2019 (company figures, address not kept); assumption: USD "
        "0.6bn of crude oil",
    )
    values["energy"] = POWER_EXPORTS_USD, "assumption: order of size of electricity exports"
    values["manufacturing"] = (
        industry - values["mining"][0] - POWER_EXPORTS_USD,
        f"{published.source('industrial_output_exported')}: 61.2 percent of an industrial output "
        f"of BYN 116.5bn in 2020, less mining and energy; assumption: BYN {BYN_PER_USD} a USD",
    )
    return values


def _ownership_source(sector: str, published: Published) -> str:
    """Where the shares of state and mixed ownership are from."""
    if sector not in INDUSTRY:
        return "assumption"
    return (
        f"{published.source('industry_workers_state_owned', '2019')}: 19.0 percent of industry's "
        "workers state-owned, 42.2 private with a state share, 61.2 together; assumption: the "
        "sum over industry is kept and its split is by who holds the shares, since statistics "
        "count companies wholly held by the state as private with a state share"
    )


def size_rows(economy: Path) -> list[Row]:
    """Size classes of the workplaces that are not named; the shares of a sector sum to 1."""
    published = Published(economy)
    small = "sme_share_of_employment", "2019"
    source = (
        "assumption: order of size by sector, set so that workplaces up to 250 of the commercial "
        f"sectors employ about {published.value(*small):g} percent of all "
        f"({published.source(*small)}); none above {LARGEST_UNNAMED}, the fiftieth largest "
        f"enterprise ({published.source('rank50_enterprise_staff_Borisov_medpreparaty', '2016')})"
    )
    return [
        {
            "sector": sector,
            "low": str(low),
            "high": str(high),
            "share": f"{share:.2f}",
            "source": source,
        }
        for sector, shares in SIZE_SHARES.items()
        for (low, high), share in zip(SIZE_CLASSES, shares, strict=True)
    ]
