"""A profile is found by name, by file or by content; a wrong one says which key and what is allowed."""

import tomllib
from pathlib import Path

import pytest

from quietline.domain.errors import InputError, ProfileError
from quietline.home import Home
from quietline.ingest import profile
from quietline.ingest.profile import available, named, read_profile, shipped
from tests.ingest.builders import HEADER, HERE, a_file, a_line, calls, choose, load

ISLAND = (HERE / "vast2008.toml").read_text(encoding="utf-8")


def a_profile(folder: Path, text: str = ISLAND, name: str = "own.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(ProfileError) as caught:
        read_profile(a_profile(folder, text))
    assert "own.toml" in caught.value.where
    return str(caught.value)


def test_the_profiles_that_ship_are_valid_and_named_as_their_files() -> None:
    files = Path(profile.__file__).parent / "profiles"
    assert sorted(shipped()) == sorted(path.stem for path in files.glob("*.toml"))
    assert {"asterisk", "csv", "holdings", "protected_callers", "user_reports"} <= set(shipped())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "vast2008"\n', "", "name: Field required"),
        ('name = "vast2008"', 'name = "Vast 2008"', "name: String should match pattern"),
        (
            'kind = "calls"',
            'kind = "messages"',
            "kind: Input should be 'calls', 'holdings', 'protected_callers', 'user_reports', 'channels'",
        ),
        ("time_resolution_s = 60", "time_resolution_s = 30", "time_resolution_s: Input should be 1 or 60"),
        (
            "time_resolution_s = 60",
            'encoding = "utf-9"',
            "encoding: 'utf-9' is not an encoding; for example utf-8, gb18030",
        ),
        ("time_resolution_s = 60", 'encoding = "base64"', "encoding: 'base64' is not an encoding"),
        ("time_resolution_s = 60", 'encoding = "undefined"', "encoding: 'undefined' is not an encoding"),
        (
            "time_resolution_s = 60",
            'encoding = "cp037"',
            "'cp037' does not write digits and delimiters as ASCII does",
        ),
        (
            "time_resolution_s = 60",
            'identity = ["From"]\nidentity_pattern = "(?=1)1"',
            "identity_pattern: '(?=1)1' cannot be used as a pattern",
        ),
        ("time_resolution_s = 60", 'time_zone = "Asia/Jiaozuo"', "'Asia/Jiaozuo' is not a time zone"),
        ("time_resolution_s = 60", 'delimiter = ", "', "delimiter: String should match pattern"),
        (
            "time_resolution_s = 60",
            "colour = 1",
            "colour: Extra inputs are not permitted (given: 1); keys are name, kind, title",
        ),
        ('"%Y%m%d %H%M"', '"yyyymmdd"', "'yyyymmdd' is not a time format"),
        (
            "time_resolution_s = 60",
            'date_formats = ["epoch_ms"]',
            "'epoch_ms' counts instants: it belongs into time_formats",
        ),
        ('callee = ["To"]\n', "", "columns lacks callee: the calls cannot do without"),
        ('talk = ["Duration(seconds)"]\n', "", "columns lacks talk (or end)"),
        ("cell = [", "tower = [", "columns has tower; allowed are caller, callee, start, end, talk"),
        (
            'rule = "always"',
            'rule = "never"',
            "answered.rule: Input should be 'talk > 0', 'always' or 'filled'",
        ),
        ("width = 3\n", "", 'plan = "local" needs prefix'),
        ('plan = "local"', 'plan = "cn"', 'prefix, width and line_class belong to plan = "local"'),
        ("width = 3", "width = 4", "make numbers of the class unknown, not mobile"),
        ("unanswered = false", "answered = false", "carries.answered: Extra inputs are not permitted"),
        (
            "[carries]",
            "[units]\ntalk = 'h'\n[carries]",
            "units.talk: Input should be 's', 'ms', 'min' or 'h:m:s'",
        ),
        ("time_resolution_s = 60", "header = false", "header = false needs layout"),
        (
            "time_resolution_s = 60",
            'layout = ["a", "b"]',
            "layout and more are for files without a header line",
        ),
    ],
)
def test_a_wrong_key_is_named_with_what_is_allowed(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in ISLAND
    assert said in complaint(tmp_path, ISLAND.replace(old, new))


def test_a_key_that_may_have_two_types_is_complained_of_once(tmp_path: Path) -> None:
    said = complaint(tmp_path, ISLAND.replace("time_resolution_s = 60", 'encoding = "utf-9"'))
    assert said.count("encoding: ") == 1


def test_text_that_is_no_toml_names_the_place(tmp_path: Path) -> None:
    assert "is not valid TOML" in complaint(tmp_path, "name = \n")
    assert "line 1" in complaint(tmp_path, "name = \n")


def test_an_unknown_name_lists_those_that_are_there(home: Home) -> None:
    with pytest.raises(ProfileError) as caught:
        named(home, "asterix")
    assert caught.value.mend == f"did you mean asterisk? there are {', '.join(sorted(shipped()))}"


def test_a_profile_file_is_taken_by_its_path(home: Home, tmp_path: Path) -> None:
    assert named(home, str(a_profile(tmp_path))).name == "vast2008"
    with pytest.raises(ProfileError, match="cannot be read"):
        named(home, str(tmp_path / "none.toml"))


def test_a_citys_own_profile_joins_the_others_and_wins_over_a_shipped_one(home: Home) -> None:
    own = ISLAND.replace('name = "vast2008"', 'name = "csv"')
    a_profile(home.profiles, own)
    assert available(home)["csv"].numbers.plan == "local"
    assert "asterisk" in available(home)


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("csv", HEADER),
        ("csv", "主叫号码，被叫号码，开始时间，通话时长".replace("，", ",")),
        ("csv", "Duration, START_TIME ,Called Number,calling-number,whatever"),
        ("user_reports", "被举报号码,举报时间,举报人,类别,内容"),
        ("protected_callers", "number,purpose,valid_from,valid_until,evidence"),
        ("holdings", "number,subscriber,holder_name,line_class,branch,channel,since,until"),
    ],
)
def test_the_profile_is_chosen_by_the_header(home: Home, tmp_path: Path, name: str, header: str) -> None:
    assert choose(home, a_file(tmp_path, ["x,y,z"], header=header)).name == name


def test_a_file_that_fits_no_profile_says_how_to_go_on(home: Home, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        choose(home, a_file(tmp_path, ["1,2"], header="\nFrom,To,When"))
    assert "none of the profiles asterisk, " in caught.value.what
    assert "the file begins with 'From,To,When'" in caught.value.what
    assert caught.value.where.endswith("calls.csv line 2")
    assert "--profile NAME or --profile FILE.toml" in caught.value.mend


def test_a_file_that_nearly_fits_a_profile_is_told_what_it_lacks(home: Home, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        choose(home, a_file(tmp_path, [a_line()], header="caler,callee,start,duration"))
    assert "for csv it lacks 'caller' (is 'caler' meant?)" in caught.value.what


def test_a_file_that_fits_but_for_its_encoding_is_told_so(home: Home, tmp_path: Path) -> None:
    text = (Path(profile.__file__).parent / "profiles" / "csv.toml").read_text(encoding="utf-8")
    a_profile(home.profiles, text.replace('["utf-8", "gb18030"]', '"utf-8"'))
    with pytest.raises(InputError) as caught:
        choose(home, a_file(tmp_path, f"主叫,被叫,开始时间,时长\n{a_line()}\n".encode("gb18030")))
    assert "fits the profile csv, but the file looks like GB18030 and not UTF-8" in caught.value.what
    assert 'set encoding = "gb18030"' in caught.value.mend


def test_a_file_of_blank_lines_is_refused(home: Home, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the file has blank lines only"):
        choose(home, a_file(tmp_path, b"\n \n\n"))


def test_a_file_that_fits_several_own_profiles_names_them(home: Home, tmp_path: Path) -> None:
    a_profile(home.profiles, name="a.toml")
    a_profile(home.profiles, ISLAND.replace("vast2008", "second"), name="b.toml")
    with pytest.raises(InputError, match="several profiles fit: vast2008, second"):
        choose(home, a_file(tmp_path, ["1,2,20060601 0008,30"], header="From,To,Datetime,Duration(seconds)"))


def test_detect_tells_two_profiles_apart(home: Home, tmp_path: Path) -> None:
    a_profile(home.profiles, name="a.toml")
    marked = (
        ISLAND.replace("vast2008", "second") + '[detect]\nheader_has = ["Cell Tower"]\nline_matches = "^9"\n'
    )
    a_profile(home.profiles, marked, name="b.toml")
    path = a_file(
        tmp_path, ["1,2,20060601 0008,30,1"], header="From,To,Datetime,Duration(seconds),Cell Tower"
    )
    assert choose(home, path).name == "vast2008"


def test_loading_without_a_profile_chooses_one(home: Home, tmp_path: Path) -> None:
    a_profile(home.profiles)
    path = a_file(tmp_path, ["1,2,20060601 0008,30"], header="From,To,Datetime,Duration(seconds)")
    assert load(home, path, None).profile == "vast2008"  # type: ignore[arg-type]
    assert calls(home, "caller") == [("8619900000001",)]


@pytest.mark.parametrize(
    ("unit", "written", "seconds"),
    [
        ("s", "90", 90),
        ("s", "90.9", 90),
        ("ms", "1999", 1),
        ("min", "1.5", 90),
        ("h:m:s", "1:02:03", 3723),
        ("h:m:s", "02:03", 123),
    ],
)
def test_durations_are_read_in_their_unit(
    home: Home, tmp_path: Path, unit: str, written: str, seconds: int
) -> None:
    source = shipped()["csv"].model_copy(update={"units": {"talk": unit}})
    load(home, a_file(tmp_path, [a_line(duration=written)]), source)
    assert calls(home, "talk_s") == [(seconds,)]


@pytest.mark.parametrize("written", ["1775005200", "1775005200000"])
def test_epoch_times_are_read(home: Home, tmp_path: Path, written: str) -> None:
    name = "epoch_s" if len(written) == 10 else "epoch_ms"
    source = shipped()["csv"].model_copy(update={"time_formats": [name]})
    load(home, a_file(tmp_path, [a_line(start=written)]), source)
    assert calls(home, "start_s") == [(1775005200,)]


def test_a_sources_time_zone_is_not_the_citys(home: Home, tmp_path: Path) -> None:
    source = shipped()["csv"].model_copy(update={"time_zone": "UTC"})
    load(home, a_file(tmp_path, [a_line(start="2026-03-31 20:00:00")]), source)
    assert calls(home, "start_s, day::VARCHAR") == [(1774987200, "2026-04-01")]


def test_a_profiles_fingerprint_is_that_of_how_it_reads() -> None:
    one = tomllib.loads(ISLAND)
    titled = one | {"title": {"zh": "别名", "en": "Another"}}
    zoned = one | {"time_zone": "UTC"}
    first, second, third = (
        type(shipped()["csv"]).model_validate(found).fingerprint for found in (one, titled, zoned)
    )
    assert first == second != third
