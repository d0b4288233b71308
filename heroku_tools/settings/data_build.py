"""Where data may flow, from what was found in the file: the checks across keys, and the values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heroku_tools.settings import around, data_keys, keys
from heroku_tools.settings.model import nearest
from heroku_tools.settings.problems import Problems, quoted
from heroku_tools.settings.readers import Found

if TYPE_CHECKING:
    from heroku_tools.settings.masking import DataFrom, DataPolicy, Rule

UNSALTED = ("keep", "null", "fixed", "year", "partial", "json", "when", "sql")
OF_AN_APP = (keys.APP_NAME, keys.BRANCH, keys.PROMOTE_FROM, around.URL, keys.CONFIG_VARS)
BEGIN = "`data: {salt: !env MASKING_SALT}`"


def check(found: Found, protected: frozenset[str], problems: Problems) -> None:
    """`protected` are the labels of protected environments."""
    environments = found.get(keys.ENVIRONMENTS) or ()
    for environment in environments:
        _check_no_app(environment, problems)
        if data_keys.DATA_FROM in environment:
            _check_flow(environment, environments, protected, problems)
            if data_keys.DATA not in found:
                missing = f"`data_from` needs the key `data`; begin with {BEGIN}, and let"
                proposed = f"{missing} `data {_label(environment)} --propose` write the rest"
                problems.add(_from_line(environment), proposed)
    _check_promotions(environments, problems)
    if data_keys.DATA in found:
        _check_salt(found, problems)


def _check_no_app(environment: Found, problems: Problems) -> None:
    if data_keys.DATABASE_URL not in environment:
        return
    for key in OF_AN_APP:
        if key in environment:
            line = environment.lines[key.name]
            alone = f"{quoted(key.name)} does not go with `database_url`"
            problems.add(line, f"{alone}, which is a database without an app; keep one of them")


def _check_promotions(environments: tuple[Found, ...], problems: Problems) -> None:
    bare = {_label(each) for each in environments if data_keys.DATABASE_URL in each}
    for environment in environments:
        source = environment.get(keys.PROMOTE_FROM)
        if source in bare:
            no_app = f"`promote_from` is {quoted(source)}, which is a database without an app"
            problems.add(environment.lines[keys.PROMOTE_FROM.name], no_app)


def _check_flow(
    environment: Found,
    environments: tuple[Found, ...],
    protected: frozenset[str],
    problems: Problems,
) -> None:
    label, source = _label(environment), _source(environment)
    line = _from_line(environment)
    if label in protected:
        never = f"{quoted(label)} is protected, and data never flows into it"
        problems.add(line, f"{never}; remove `data_from`")
    if source is None:
        return
    by_label = {_label(each): each for each in environments}
    complaint = _complaint(label, source, by_label)
    if complaint:
        problems.add(line, f"`data_from` is {quoted(source)}, {complaint}")


def _complaint(label: str, source: str, by_label: dict[str, Found]) -> str | None:
    """What is wrong with data coming from `source`; None: nothing."""
    if source not in by_label:
        meant = nearest(source, by_label)
        known = ", ".join(quoted(each) for each in by_label if each)
        right = f"did you mean {quoted(meant)}?" if meant else f"there are {known}"
        return f"which is no label here; {right}"
    data = {each: _source(found) for each, found in by_label.items()}
    code = {each: found.get(keys.PROMOTE_FROM) for each, found in by_label.items()}
    if label in _upstream(source, data):
        return "which gets its data from here; break the circle"
    if source in _upstream(code[label], code):
        return "from which code comes; data flows the other way"
    return None


def _upstream(label: str | None, sources: dict[str, str | None]) -> list[str]:
    way: list[str] = []
    while label is not None and label not in way:
        way.append(label)
        label = sources.get(label)
    return way


def _check_salt(found: Found, problems: Problems) -> None:
    data = found.get(data_keys.DATA)
    masks = data.get(data_keys.MASK) if data else None
    if data is None or masks is None or data_keys.SALT in data:
        return
    rules = (rule for table in masks.tables for _, rule in table.columns)
    if any(map(_is_salted, rules)):
        example = data_keys.SALT.example
        problems.add(data.line, f"`salt` is missing; add it, for example `{example}`")


def _is_salted(rule: Rule) -> bool:
    inner = [each for _, each in rule.paths]
    inner += [each for each in (rule.then, rule.otherwise) if each]
    return rule.masker not in UNSALTED or any(map(_is_salted, inner))


def data_from(environment: Found, file: str) -> DataFrom | None:
    """Return where an environment's data comes from, read and checked."""
    found = environment.get(data_keys.DATA_FROM)
    if found is None:
        return None
    from heroku_tools.settings.masking import DataFrom

    where = f"{file}:{_from_line(environment)}"
    return DataFrom(found[data_keys.FROM], where, masked=found.get(data_keys.MASKED) is not None)


def policy(whole: Found, file: str) -> DataPolicy | None:
    """Return what the file says of data, read and checked."""
    data = whole.get(data_keys.DATA)
    if data is None:
        return None
    from heroku_tools.settings.masking import DataPolicy, Only, Text

    masks = data.get(data_keys.MASK) or data_keys.Masks()
    only = data.get(data_keys.ONLY) or ()
    return DataPolicy(
        where=f"{file}:{whole.lines[data_keys.DATA.name]}",
        salt=data.get(data_keys.SALT),
        mask=masks.tables,
        unmasked=masks.unmasked,
        skip=tuple(Text(each.value, each.where) for each in data.get(data_keys.SKIP) or ()),
        only=tuple(Only(table, at.value, at.where) for table, at in only),
        checks=tuple(Text(each.value, each.where) for each in data.get(data_keys.CHECKS) or ()),
        after=data.get(data_keys.AFTER),
        structure_kept=data.get(data_keys.STRUCTURE) is not None,
    )


def _label(environment: Found) -> str:
    return environment.get(keys.LABEL) or ""


def _source(environment: Found) -> str | None:
    found = environment.get(data_keys.DATA_FROM)
    return found.get(data_keys.FROM) if found else None


def _from_line(environment: Found) -> int:
    return environment.lines[data_keys.DATA_FROM.name]
