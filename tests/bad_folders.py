"""Every way in which a scenario folder can be wrong, by one edit of `one-plant` each."""

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.folders import Edit, add, copy_of_plant, swap

S = "assumption: a made-up plant for tests and lessons"
TOML = "scenario.toml"
SITES = "sites.csv"
PATTERN = "pattern,label,measure,site,first,last,low,high,unit,source_kind,source\n"
POINTED = PATTERN.replace("high,", "high,point,")
RUNGED = PATTERN.replace("source\n", "source,rung\n")
D = "2020-08-10,2020-08-20"


class Bad(NamedTuple):
    """One edit of `one-plant` and the one fault it makes."""

    name: str
    edit: Edit
    file: str
    row: int | None
    column: str | None
    value: object
    problem: str
    cure: str


def observed(row: str) -> Edit:
    return add("observed.csv", f"{PATTERN}{row}\n")


def head(old: str, new: str) -> Edit:
    return swap(TOML, old, new)


def group(name: str, line: str) -> Edit:
    """A group of parameters with one line in it, at the end of scenario.toml."""
    return add(TOML, f"\n[{name}]\nsource = 'a test'\n{line}\n")


def schedule(*entries: str) -> Edit:
    """Entries in schedule.toml, each its id and its lines; it starts on 19 August if none says."""

    def made(name: str, lines: str) -> str:
        start = "" if "start = " in lines else "start = 2020-08-19\n"
        return f"[schedule.{name}]\n{start}{lines.strip()}\nsource = 'a test'\n"

    parts = (made(name, lines) for name, _, lines in (entry.partition("\n") for entry in entries))
    return add("schedule.toml", "\n".join(parts))


def rule(name: str, kind: str, more: str = "") -> str:
    """A rule of the schedule of that kind, noticing a tenth."""
    return f"{name}\nkind = '{kind}'\nabove = 0.1\nstrength = 0.5\n{more}"


def links(*rows: str) -> Edit:
    """Links between sectors, each row its user, supplier and share."""
    return add("links.csv", "\n".join(["user,supplier,share,source", *(f"{r},{S}" for r in rows)]))


def threat(old: str, new: str) -> Edit:
    """An edit within the last entry of the schedule."""

    def edit(folder: Path) -> None:
        path = folder / TOML
        before, mark, after = path.read_text().partition("[schedule.threat]")
        assert old in after
        path.write_text(before + mark + after.replace(old, new, 1))

    return edit


with TemporaryDirectory() as _where:
    _LINES = (copy_of_plant(Path(_where)) / TOML).read_text("utf-8").splitlines()
THREAT = _LINES.index("[schedule.threat]") + 1

WORKS = "works,The works,millbrook,manufacturing,1400,assumption,state,day,town,,,,,,"

# One case, one look: the formatter would give each a screen.
# fmt: off
TOML_CASES = [
    Bad("unknown table", add(TOML, "\n[polise]\nharm = 1\n"), TOML, THREAT + 8, "polise", None,
        "no such table", "'police'"),
    Bad("unknown key", group("police", "harn = 1"), TOML, THREAT + 10,
        "police.harn", 1,
        "no such key", "'harm'"),
    Bad("wrong type", head("world_seed = 1", "world_seed = 1.5"), TOML, 7, "scenario.world_seed",
        1.5, "not a whole number", "whole number from 0"),
    Bad("a bool is no number", head("world_seed = 1", "world_seed = true"), TOML, 7,
        "scenario.world_seed", True, "not a whole number", "whole number from 0"),
    Bad("a unit", head("population = 4000", 'population = "4k"'), TOML, 6, "scenario.population",
        "4k", "unit or separator", "plain number in people"),
    Bad("a quoted number", head("population = 4000", 'population = "4000"'), TOML, 6,
        "scenario.population", "4000", "a text, not a number", "without quotes"),
    Bad("values without a source", add(TOML, "\n[media]\nreach = 0.5\n"), TOML, THREAT + 8,
        "media.source", None, "missing: where the values", "add source"),
    Bad("a percentage", group("media", 'reach = "5 %"'), TOML, THREAT + 10,
        "media.reach",
        "5 %", "unit or separator", "plain number in share of workers"),
    Bad("a quoted date", head("end = 2020-09-07", 'end = "2020-09-07"'), TOML, 10, "scenario.end",
        "2020-09-07", "not a date", "without quotes"),
    Bad("a time of day", head("end = 2020-09-07", "end = 2020-09-07T10:00:00"), TOML, 10,
        "scenario.end", dt.datetime(2020, 9, 7, 10), "not a date", "2020-08-09"),
    Bad("out of bounds", group("media", "reach = 1.5"), TOML, THREAT + 10,
        "media.reach",
        1.5, "above its highest value 1", "from 0 to 1 (share of workers)"),
    Bad("not finite", group("media", "reach = nan"), TOML, THREAT + 10,
        "media.reach", "nan",
        "not a finite number", "from 0 to 1"),
    Bad("too large", head("population = 4000", f"population = 0x{'f' * 5000}"), TOML, 6,
        "scenario.population", "a number of thousands of digits", "too large", "from 1"),
    Bad("infinite", head("population = 4000", "population = inf"), TOML, 6, "scenario.population",
        "inf", "not a finite number", "give a number from 1"),
    Bad("missing key", head("world_seed = 1\n", ""), TOML, 3, "scenario.world_seed", None,
        "missing", "whole number"),
    Bad("empty title", head('"One plant, one town"', '" "'), TOML, 4, "scenario.title", " ",
        "empty", "give a text"),
    Bad("end before start", head("end = 2020-09-07", "end = 2020-08-01"), TOML, 10, "scenario.end",
        "2020-08-01", "before the start 2020-08-09", "from 2020-08-09 on"),
    Bad("too long", head("end = 2020-09-07", "end = 2200-09-07"), TOML, 10, "scenario.end",
        "2200-09-07", "days", "at most 3660 days"),
    Bad("unknown capital", head("world_seed = 1", 'world_seed = 1\ncapital = "nort"'), TOML, 8,
        "scenario.capital", "nort", "no such region", "'north'"),
    Bad("unknown calendar key", head("holidays", "hollidays"), TOML, 14, "calendar.hollidays", "[]",
        "no such key", "'holidays'"),
    Bad("unknown weekday", head('"sat", "sun"', '"sat", "sonntag"'), TOML, 13, "calendar.rest_days",
        "['sat', 'sonntag']", "day of the week", "mon, tue"),
    Bad("no rotation", head("[1, 1, 0, 0]", "[0, 0]"), TOML, 15, "calendar.rotation", "[0, 0]",
        "nobody ever on shift", "ones"),
    Bad("holiday no date", head("holidays = []", "holidays = [7]"), TOML, 14, "calendar.holidays",
        "[7]", "not a date", "2020-11-07"),
    Bad("not a list", head("holidays = []", "holidays = 7"), TOML, 14, "calendar.holidays", 7,
        "not a list", "brackets"),
    Bad("capacity of police below zero", group("police", "capacity = -1"), TOML, THREAT + 10,
        "police.capacity", -1, "below its lowest value 0", "from 0 to 1000000 (officers)"),
    Bad("sites of the regime below zero", group("regime", "sites = -0.5"), TOML, THREAT + 10,
        "regime.sites", -0.5, "below its lowest value 0", "from 0 to 1000000 (sites)"),
    Bad("a quoted date of a parameter", group("regime", 'by_rule_from = "2020-08-16"'), TOML,
        THREAT + 10, "regime.by_rule_from", "2020-08-16", "a text, not a date", "without quotes"),
    Bad("a number for a date", group("inter_site_committee", "open_on = 20200816"), TOML,
        THREAT + 10, "inter_site_committee.open_on", 20200816, "not a date",
        "a date like 2020-08-09"),
    Bad("thetas", group("ladder", "theta_rally = 0.2"), TOML, THREAT + 10,
        "ladder.theta_rally", 0.2, "below theta_sign, which is 0.3", "rise"),
    Bad("invalid TOML", head("world_seed = 1", "world_seed = "), TOML, 7, None, None,
        "not valid TOML", "correct that line"),
    Bad("an id twice", add(TOML, "\n[schedule.vote]\n"), TOML, THREAT + 8, None, None,
        "not valid TOML", "may stand once"),
    Bad("not a table", lambda f: (f / TOML).write_text("scenario = 3\n"), TOML, 1, "scenario", 3,
        "not a table", "[scenario]"),
]


SCHEDULE_CASES = [
    Bad("unknown field", threat("place", "strenght = 1\nplace"), TOML, THREAT + 4,
        "schedule.threat.strenght", 1, "no such key", "'strength'"),
    Bad("unknown kind", threat('"dismissal_threat"', '"threat"'), TOML, THREAT + 1,
        "schedule.threat.kind", "threat", "not one of the choices", "dismissal_threat"),
    Bad("unknown site", threat("site:works", "site:work"), TOML, THREAT + 4,
        "schedule.threat.place", "site:work", "no such site", "'works'"),
    Bad("unknown ownership", threat("site:works", "ownership:public"), TOML, THREAT + 4,
        "schedule.threat.place", "ownership:public", "no such ownership", "state"),
    Bad("place of another kind", head('place = "town:millbrook"', 'place = "site:works"'), TOML,
        None, "schedule.violence_in_town.place", "site:works", "not a place of a street_violence",
        "nation, town:ID"),
    Bad("nation and more", threat("site:works", "nation:x"), TOML, THREAT + 4,
        "schedule.threat.place", "nation:x", "more than nation", "write nation"),
    Bad("lacks what it needs", head('rung = "strike"\n', ""), TOML, None,
        "schedule.call_to_strike.rung", None, "a call needs it", "give rung"),
    Bad("start outside", threat("start = 2020-08-19", "start = 2020-08-01"), TOML, THREAT + 2,
        "schedule.threat.start", "2020-08-01", "outside the days", "2020-08-09 to 2020-09-07"),
    Bad("end outside", threat("end = 2020-09-07", "end = 2020-09-08"), TOML, THREAT + 3,
        "schedule.threat.end", "2020-09-08", "after the last day", "up to 2020-09-07"),
    Bad("end before start of entry", threat("end = 2020-09-07", "end = 2020-08-18"), TOML,
        THREAT + 3, "schedule.threat.end", "2020-08-18", "before the start", "from the start on"),
    Bad("no source", threat(f'source = "{S}"', ""), TOML, THREAT, "schedule.threat.source", None,
        "missing", "give a text"),
    Bad("id with a dot",
        add("schedule.toml", f'[schedule."a.b"]\nkind = "falsified_vote"\n'
            f'start = 2020-08-09\nstrength = 1\nsource = "{S}"\n'),
        "schedule.toml", 1, "schedule.a.b", "a.b", "not an id", "letters"),
    Bad("the id in both files", add("schedule.toml", '[schedule.vote]\nkind = "call"\n'),
        "schedule.toml", 1, "schedule.vote", "vote", "stands in scenario.toml too", "another id"),
    Bad("days that overlap",
        schedule("again\nkind = 'dismissal_threat'\nplace = 'site:works'\nstrength = 1\n"),
        "schedule.toml", 2, "schedule.again.start", "2020-08-19",
        "overlap those of schedule.threat (2020-08-19 to 2020-09-07), of the same kind and place",
        "the two days apart"),
    Bad("rules that overlap", schedule(rule("one", "bonus"), rule("two", "bonus")),
        "schedule.toml", 9, "schedule.two.start", "2020-08-19",
        "overlap those of schedule.one (2020-08-19 to 2020-09-07), of the same kind and place and"
        " above 0.1", "make one of them"),
    Bad("reversed dates of a tactic",
        schedule("lock\nend = 2020-08-18\nkind = 'lock_in'\nstrength = 1"), "schedule.toml", 3,
        "schedule.lock.end", "2020-08-18", "before the start 2020-08-19", "from the start on"),
    Bad("a tactic at an unknown site",
        schedule("lock\nplace = 'site:work'\nkind = 'lock_in'\nstrength = 1"), "schedule.toml", 3,
        "schedule.lock.place", "site:work", "no such site", "'works'"),
    Bad("a lever in an unknown town",
        schedule("safe\nplace = 'town:milbrook'\nkind = 'safe_channel'\nstrength = 1"),
        "schedule.toml", 3, "schedule.safe.place", "town:milbrook", "no such town", "'millbrook'"),
    Bad("a visit to a town",
        schedule("visit\nplace = 'town:millbrook'\nkind = 'leader_visit'\nstrength = 1"),
        "schedule.toml", 3, "schedule.visit.place", "town:millbrook", "not a place of a leader",
        "use one of: site:ID"),
    Bad("a fund without money", schedule("fund\nkind = 'strike_fund'\nstrength = 1"),
        "schedule.toml", 1, "schedule.fund.usd", None, "a strike_fund needs it", "give usd"),
    Bad("money of no fund", threat("place", "usd = 5\nplace"), TOML, THREAT + 4,
        "schedule.threat.usd", "5.0", "a dismissal_threat has no money", "leave it out"),
    Bad("a date for no act", schedule("day\nkind = 'common_date'\nstrength = 1"),
        "schedule.toml", 1, "schedule.day.rung", None, "a common_date needs it", "give rung"),
    Bad("a rule of what notices nothing", schedule(rule("vote_again", "falsified_vote")),
        "schedule.toml", 4, "schedule.vote_again.above", 0.1, "a falsified_vote cannot be a rule",
        "kinds of rules are: block_passes, bonus"),
    Bad("a rule without strength",
        schedule("force\nkind = 'street_violence'\nabove = 0.1\npeople = 9"), "schedule.toml", 1,
        "schedule.force.strength", None, "a rule needs it", "give strength"),
    Bad("a rule above more than all", schedule(rule("one", "bonus").replace("0.1", "1.1")),
        "schedule.toml", 4, "schedule.one.above", 1.1, "above its highest value 1", "from 0 to 1"),
    Bad("a rule in no place of its kind",
        schedule(rule("force", "street_violence", "place = 'site:works'")), "schedule.toml", 6,
        "schedule.force.place", "site:works", "not a place of a street_violence", "town:ID"),
    Bad("a rule that begins too late",
        schedule(rule("one", "bonus").replace("kind", "end = 2020-09-09\nkind")), "schedule.toml",
        3, "schedule.one.end", "2020-09-09", "after the last day", "up to 2020-09-07"),
    Bad("after without above", threat("place", "after = 'vote'\nplace"), TOML, THREAT + 4,
        "schedule.threat.after", "vote", "only a rule acts after another", "give above"),
    Bad("after nothing", schedule(rule("one", "bonus"), rule("two", "lock_in", "after = 'on'")),
        "schedule.toml", 13, "schedule.two.after", "on", "no such entry", "'one'"),
    Bad("after no rule", schedule(rule("two", "lock_in", "after = 'threat'")),
        "schedule.toml", 6, "schedule.two.after", "threat", "no rule: that entry has no above",
        "no other rule notices all workers"),
    Bad("after what notices something else",
        schedule(rule("one", "street_violence"), rule("two", "lock_in", "after = 'one'"),
                 rule("three", "bonus")),
        "schedule.toml", 13, "schedule.two.after", "one",
        "a rule that notices the street, where this one notices all workers", "three"),
    Bad("after itself", schedule(rule("one", "bonus", "after = 'one'")), "schedule.toml", 6,
        "schedule.one.after", "one", "waits for itself never acts: one after one", "without after"),
    Bad("after each other",
        schedule(rule("zero", "dismissal", "after = 'one'"), rule("one", "bonus", "after = 'two'"),
                 rule("two", "lock_in", "after = 'one'")),
        "schedule.toml", 14, "schedule.one.after", "two",
        "waits for itself never acts: one after two after one", "let one of them"),
    Bad("another table", add("schedule.toml", "[police]\nharm = 1\n"), "schedule.toml", 1, "police",
        None, "no such table", "schedule"),
]

CSV_CASES = [
    Bad("unknown column", swap(SITES, "effect", "efect"), SITES, 1, "efect", None, "no such column",
        "'effect'"),
    Bad("column twice", swap("districts.csv", ",region,", ",latitude,"), "districts.csv", 1,
        "latitude", None, "stands 2 times", "keep one"),
    Bad("missing column",
        lambda f: (f / "towns.csv").write_text(
            f"town,name,district,source\nmillbrook,Millbrook,hill,{S}\n"),
        "towns.csv", 1, "population", None, "missing column", "add the column: people"),
    Bad("negative staff", swap(SITES, "1400", "-5"), SITES, 2, "staff", "-5",
        "below its lowest value 1", "at least 1 (people)"),
    Bad("staff with unit", swap(SITES, "1400", "1.4k"), SITES, 2, "staff", "1.4k",
        "unit or separator", "plain whole number in people"),
    Bad("staff with decimals", swap(SITES, "1400", "1400.5"), SITES, 2, "staff", "1400.5",
        "not a whole number", "whole number"),
    Bad("staff beyond all", swap(SITES, "1400", "9" * 20), SITES, 2, "staff", "9" * 20, "too large",
        "whole number"),
    Bad("share in percent", swap("sectors.csv", "0.9,0,yes", "90 %,0,yes"), "sectors.csv", 2,
        "fixed_term_share", "90 %", "unit or separator", "plain number, from 0 to 1"),
    Bad("not a number", swap("towns.csv", "3400", "many"), "towns.csv", 2, "population", "many",
        "not a number", "plain number in people"),
    Bad("nan cell", swap("towns.csv", "3400", "NaN"), "towns.csv", 2, "population", "NaN",
        "not a finite number", "at least 0 (people)"),
    Bad("inf cell", swap("towns.csv", "3400", "-inf"), "towns.csv", 2, "population", "-inf",
        "not a finite number", "at least 0 (people)"),
    Bad("yes or no", swap("sectors.csv", ",yes,", ",maybe,"), "sectors.csv", 2, "core", "maybe",
        "not yes or no", "write yes or no"),
    Bad("unknown choice", swap(SITES, ",state,", ",public,"), SITES, 2, "ownership", "public",
        "not one of the choices", "state, mixed, private"),
    Bad("empty cell", swap(SITES, "The works", ""), SITES, 2, "name", None, "empty", "give a text"),
    Bad("control character", swap(SITES, "The works", "The\x1bworks"), SITES, 2, "name",
        "The\x1bworks", "control character", "take it out"),
    Bad("unknown district", swap("towns.csv", ",hill,", ",hil,"), "towns.csv", 2, "district", "hil",
        "no such district in districts.csv", "'hill'"),
    Bad("unknown town", swap(SITES, ",millbrook,", ",milbrook,"), SITES, 2, "town", "milbrook",
        "no such town in towns.csv", "'millbrook'"),
    Bad("unknown sector", swap(SITES, ",manufacturing,", ",manufacture,"), SITES, 2, "sector",
        "manufacture", "no such sector in sectors.csv", "'manufacturing'"),
    Bad("duplicate id", add(SITES, f"{WORKS}{S}\n"), SITES, 3, "site", "works",
        "stands in row 2 too", "id of its own"),
    Bad("too few cells", add(SITES, "gate,The gate\n"), SITES, 3, None, "gate,The gate",
        "2 cells where the header has 15", "each column a cell"),
    Bad("too many cells", swap(SITES, S, f"{S},and so on"), SITES, 2, None, None,
        "16 cells where the header has 15", "double quotes"),
    Bad("no rows", lambda f: (f / SITES).write_text((f / SITES).read_text().split("\n")[0]), SITES,
        1, None, None, "holds no rows", "at least one row"),
    Bad("nothing at all", lambda f: (f / SITES).write_text(""), SITES, 1, None, None, "empty",
        "give a header"),
    Bad("semicolons", lambda f: (f / SITES).write_text("site;name\na;b\n"), SITES, 1, None,
        "site;name", "not separated by commas", "commas"),
    Bad("open quote", swap(SITES, "The works", '"The works'), SITES, 2, None, None, "not valid CSV",
        "close each double quote"),
    Bad("not UTF-8",
        lambda f: (f / SITES).write_bytes(
            (f / SITES).read_bytes().replace(b"The works", b"The w\xf6rks")),
        SITES, 2, None, "f6", "not UTF-8", "save the file as UTF-8"),
    Bad("unknown file", add("sitess.csv", "site\n"), "sitess.csv", None, None, None,
        "no such table", "'sites'"),
    Bad("a folder for a file", lambda f: ((f / SITES).unlink(), (f / SITES).mkdir()), SITES, None,
        None, None, "cannot be read", "you may read"),
    Bad("no such day", observed(f"p,P,peak_out_day,,2020-08-40,2020-08-20,,,date,NGO,{S}"),
        "observed.csv", 2, "first", "2020-08-40", "no such day", "date like"),
    Bad("not a date", observed(f"p,P,peak_out_day,,2020-08-10,20.8.2020,,,date,NGO,{S}"),
        "observed.csv", 2, "last", "20.8.2020", "not a date", "date like"),
    Bad("observed outside", observed(f"p,P,peak_out_day,,2020-08-01,2020-08-20,,,date,NGO,{S}"),
        "observed.csv", 2, "first", "2020-08-01", "outside the days", "2020-08-09 to 2020-09-07"),
    Bad("observed backwards", observed(f"p,P,peak_out_day,,2020-08-20,2020-08-10,,,date,NGO,{S}"),
        "observed.csv", 2, "last", "2020-08-10", "before the first day", "from the first on"),
    Bad("band backwards", observed(f"p,P,peak_out_people,,{D},9,3,people,NGO,{S}"),
        "observed.csv", 2, "high", "3", "below low, which is 9", "low <= high"),
    Bad("band without edge", observed(f"p,P,peak_out_people,,{D},,,people,NGO,{S}"),
        "observed.csv", 2, "low", None, "nothing to hold a run against", "or a point"),
    Bad("negative band", observed(f"p,P,peak_out_people,,{D},-5,1,people,NGO,{S}"),
        "observed.csv", 2, "low", "-5", "below its lowest value 0", "at least 0"),
    Bad("no point", add("observed.csv", f"{POINTED}p,P,giants_idle,,{D},,,0,sites,NGO,{S}\n"),
        "observed.csv", 2, "point", "0", "below its lowest value 0.001", "at least 0.001"),
    Bad("another unit", observed(f"p,P,peak_out_people,,{D},1,2,bananas,NGO,{S}"),
        "observed.csv", 2, "unit", "bananas", "not the unit of peak_out_people", "give people"),
    Bad("a band of days", observed(f"p,P,peak_out_day,,{D},1,2,date,NGO,{S}"),
        "observed.csv", 2, "low", "1", "the measure is a day", "leave it empty"),
    Bad("site of a nation", observed(f"p,P,peak_out_people,works,{D},1,2,people,NGO,{S}"),
        "observed.csv", 2, "site", "works", "of the whole country", "leave it empty"),
    Bad("band, point", add("observed.csv", f"{POINTED}p,P,giants_idle,,{D},9,,8,sites,NGO,{S}\n"),
        "observed.csv", 2, "point", "8", "beside a band", "or point"),
    Bad("measure of no site", observed(f"p,P,site_strikers,,{D},1,2,people,NGO,{S}"),
        "observed.csv", 2, "site", None, "of one site", "sites.csv"),
    Bad("no such rung", add("observed.csv", f"{RUNGED}p,P,peak_out_day,,{D},,,date,NGO,{S},jump\n"),
        "observed.csv", 2, "rung", "jump", "not one of the choices", "sign, rally"),
    Bad("observed site", observed(f"p,P,site_strikers,work,{D},1,2,people,NGO,{S}"),
        "observed.csv", 2, "site", "work", "no such site", "'works'"),
    Bad("no patterns", add("observed.csv", PATTERN), "observed.csv", 1, None, None, "holds no rows",
        "take the file away"),
    Bad("shares of ownership", swap("sectors.csv", ",0.3,0.1,", ",0.7,0.4,"), "sectors.csv", 3,
        "mixed_share", "0.4", "with state_share 0.7 more than 1", "sum to at most 1"),
    Bad("size shares", swap("sizes.csv", "0.6", "0.5"), "sizes.csv", 2, "share", "0.4",
        "the shares of * sum to 0.9", "sum to 1"),
    Bad("overlapping sizes", swap("sizes.csv", "*,16,", "*,15,"), "sizes.csv", 3, "low", "15",
        "overlaps the class of row 2", "above the last"),
    Bad("size backwards", swap("sizes.csv", "16,100", "160,100"), "sizes.csv", 3, "high", "100",
        "below low, which is 160", "largest staff"),
    Bad("sector of sizes", add("sizes.csv", f"servces,1,9,1,{S}\n"), "sizes.csv", 4, "sector",
        "servces", "no such sector", "'services'"),
    Bad("more staff than employed", swap("sectors.csv", ",C,1400,", ",C,1399,"), "sectors.csv", 2,
        "employed", "1399", "fewer than the 1400", "lower their staff"),
    Bad("nobody lives here", swap("districts.csv", "4000", "0"), "districts.csv", 2, "population",
        "0", "nobody lives", "give people"),
]

LINK_CASES = [
    Bad("unknown user", links("manufacture,imports,1", "services,imports,1"), "links.csv", 2,
        "user", "manufacture", "no such sector in sectors.csv", "'manufacturing'"),
    Bad("unknown supplier", links("manufacturing,importz,1", "services,imports,1"), "links.csv", 2,
        "supplier", "importz", "no such sector in sectors.csv, nor imports or value_added",
        "'imports'"),
    Bad("imports use nothing", links("imports,manufacturing,1", "services,imports,1"), "links.csv",
        2, "user", "imports", "no such sector in sectors.csv", "known are: manufacturing"),
    Bad("a pair twice",
        links("manufacturing,imports,1", "services,imports,1", "services,imports,0.5"),
        "links.csv", 4, "supplier", "imports", "services has a row for it already, row 3",
        "each pair one row"),
    Bad("accounts that do not balance",
        links("manufacturing,imports,0.5", "manufacturing,services,0.3", "services,imports,1"),
        "links.csv", 2, "share", "0.5", "the shares of manufacturing sum to 0.8", "sum to 1"),
    Bad("a sector without links", links("manufacturing,imports,1"), "sectors.csv", 3, "sector",
        "services", "no row of its own in links.csv", "value_added and share 1"),
    Bad("a share above one", links("manufacturing,imports,1.5", "services,imports,1"), "links.csv",
        2, "share", "1.5", "above its highest value 1", "from 0 to 1"),
    Bad("a sector that feeds on itself",
        links("manufacturing,services,0.2", "manufacturing,imports,0.8", "services,services,1"),
        "links.csv", 4, "user", "services",
        "a spectral radius of 1, not below 1: services uses nothing from outside",
        "imports or value_added"),
    Bad("sectors that feed on each other",
        links("manufacturing,services,1", "services,manufacturing,1"), "links.csv", 2, "user",
        "manufacturing", "manufacturing, services use nothing from outside",
        "imports or value_added"),
    Bad("an unknown process",
        lambda f: (swap("sectors.csv", ",shifts,", ",shifts,process,")(f),
                   swap("sectors.csv", "500,day,", "500,day,continous,")(f),
                   swap("sectors.csv", "400,day,", "400,day,batch,")(f)),
        "sectors.csv", 2, "process", "continous", "not one of the choices", "batch, continuous"),
]

# fmt: on
