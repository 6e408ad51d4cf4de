"""The page that explains the folder of data files."""

from __future__ import annotations

TEXT = """\
# Belarus 2020: the data

Tables of the scenario: who worked where in Belarus in August 2020, what came from outside, and
what was reported. Every row names its source: an address, or the word `assumption` with its rule.
No file names a person; where an address would, only its site is given.

Made by `python -m tools.make_belarus_2020 --shared ../shared` from the shared source tables.
A table may lie in several files, `TABLE.csv` and `TABLE.PART.csv`, that share the key column, so
that each source keeps its licence; the licence of a file is in `FILE.license` beside it.

| file | rows | what | licence |
|---|---|---|---|
{files}

## Sources
Employment, output and ownership: Belstat, by way of press and encyclopaedia pages. Populations of
districts: the Russian Wikipedia (2023-24), Minsk city 2020. Towns: GeoNames. Shapes and centres of
districts, and the district of each town: geoBoundaries from OpenStreetMap. What sectors use of each
other: Eurostat's table of Hungary. Workplaces, reports, schedule and observed facts: our own coding
of public pages and channels.

## Assumptions to know
- Numbers are of mixed years; nothing is scaled here, the loader scales to the declared totals.
- Minsk city is a district of its own: its people of 2020 are taken off the Minsk district's figure.
- The town of Zhodzina is put into Smolevichi, where the population table counts it, though the
  polygons have it in Borisov. Drybin has no polygon: its town stands for it.
- Of 14 sectors, five shares of employment are published (industry, trade, education, agriculture,
  health); the others, and the split of industry, are of the right order by general knowledge.
- Potash stands in mining with all of its works; statistics count part of it in manufacturing.
- Net taxes on products, about a tenth of GDP, are in no sector.
- State and mixed ownership of industry sum to the published 61.2 percent of its workers; the split
  is by who holds the shares, since statistics count companies wholly held by the state as mixed.
- Staff is sourced for {sourced} of {sites} sites. Polymir is counted in Naftan, and the rally at
  the medical university with the university; the Khimvolokno works in Grodno
  stands beside Grodno Azot.
- Victims of the nights from 9 to 12 August: the nation's figures are the ministry's; Minsk on the
  first night, Grodno and Zhlobin are from reports; the rest is split by mentions of detentions on
  20 public channels. Towns with fewer than {least} in a night are in the nation's figure only.
- Crowds known only from the ministry are taken three times, the low end of its usual discount,
  and put into Minsk, where it saw nine tenths of them on 20 September.
- Strengths of calls, threats and tactics are judgements on a scale from 0 to 1; that of the call
  of the mines' own committee to Soligorsk, and how much of the internet cut held on 12 August,
  were found with the starting values.
- Bands of observed facts reach from the lowest to the highest claim; a single claim stands as a
  figure, of which `downtools patterns` allows half to twice.
- `links.csv` is a proxy: no input-output table of Belarus could be had. Hungary's of 2020 is summed
  to the sectors and scaled in rows and columns to Belarus's value added and exports; what a sector
  uses in all keeps its share. Mining alone is not scaled, since Belarus's is potash for export.
  What is odd for Belarus stays: energy works buy much from farms, manufacturing spends little on
  energy.
- `evidence` is read by `calibrate`, `forecast` and `score`, and by no run. Its second list is what
  we coded of posts of public channels until 26 August. Both lists were coded by us: they may be
  less apart than those of strangers, and what both hold would then make the press look more
  complete than it was.
- Which process runs on with few people and halts at once below them is general knowledge.

## Tactics and rules
Tactics with dates ({tactics} entries) are what was reported of managers, police, courts and
authorities: workshops locked, passes blocked, leaders held, dismissals, replacements, bans, fines,
bonuses, meetings, concessions; and one strike fund and one visit of the leader. Each stands
at the site that the report names; what was done at many works at once stands at all state works,
and if it hit few of them, with a small strength. An end that nobody reported is assumed.
- Dismissals at Belaruskali and Naftan have no dated report and are in the entry of all state works.
  Who quit in protest at state television and at the theatre is counted as sacked.
- Committees have no entries: they form by themselves in a run, so that without violence there are
  none. Reported are one at MTZ from 14 August, at all mines from 17 August, one of 22 enterprises
  in Grodno on 18 August, at Grodno Azot from 19 August. The body that links them is open from 18
  August on.
- The concessions of 13 and 14 August and the ministry's week of reconciliation are not entered:
  an offer to the nation that is accepted would end the wave in the model, and here it did not.
  That the beatings stopped is in the victims. The calm in Grodno ended with a new governor.
- A replacement of miners was a threat only. No report dates and places a safe channel.
- The fund is the money reported on 18 August. What was claimed later is not added.

Entries with `above` ({rules}) are rules of the regime, one for each kind of its tactics in August,
at thresholds that are assumptions. They sleep unless `regime.by_rule_from` is set to a day; from
that day on they stand in for its tactics with dates, so that a wave that never was is answered as
that one was.

## What could not be had
Sizes of firms, employment by district, employment in transport and mining, ownership outside
industry, an input-output table, industrial output of August 2020 itself, most plants' staff, and a
second coder for the reports. Quiet plants are not in the reports: rates taken from them are upper
bounds.
"""


def readme_text(
    files: list[tuple[str, int, str, str]],
    *,
    sites: int,
    sourced: int,
    least: int,
    tactics: int,
    rules: int,
) -> str:
    """The page, with a line for each file: name, rows, what it holds, licence."""
    lines = [f"| {name} | {rows} | {what} | {licence} |" for name, rows, what, licence in files]
    return TEXT.format(
        files="\n".join(lines),
        sites=sites,
        sourced=sourced,
        least=least,
        tactics=tactics,
        rules=rules,
    )
