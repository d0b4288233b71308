"""Where in a database's structure there are texts, and what a person's name looks like (pure)."""

from __future__ import annotations

from heroku_tools.data.database.queries import OWN_SCHEMAS
from heroku_tools.data.rules.patterns import looks_like

# class, object, sub-object (as pg_describe_object takes them), what of it, the text, and whether it
# is code, of which only what stands in quotes can be a name.
PLACES = """
    SELECT classoid, objoid, objsubid, 'the comment on ', description, false
    FROM pg_description
    WHERE (objoid >= 16384
           OR (classoid = 'pg_namespace'::regclass AND objoid IN (SELECT oid FROM own)))
      AND classoid NOT IN ('pg_largeobject'::regclass, 'pg_extension'::regclass)
    UNION ALL
    SELECT 'pg_type'::regclass, t.oid, 0, 'a label of ', e.enumlabel, false
    FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid JOIN own ON own.oid = t.typnamespace
    UNION ALL
    SELECT 'pg_attrdef'::regclass, d.oid, 0, 'the ', pg_get_expr(d.adbin, d.adrelid), true
    FROM pg_attrdef d JOIN relations r ON r.oid = d.adrelid
    UNION ALL
    SELECT 'pg_type'::regclass, t.oid, 0, 'the default of ', t.typdefault, true
    FROM pg_type t JOIN own ON own.oid = t.typnamespace WHERE t.typtype = 'd'
    UNION ALL
    SELECT 'pg_constraint'::regclass, c.oid, 0, '', pg_get_constraintdef(c.oid), true
    FROM pg_constraint c JOIN own ON own.oid = c.connamespace WHERE c.contype = 'c'
    UNION ALL
    SELECT 'pg_class'::regclass, r.oid, 0, '', pg_get_viewdef(r.oid), true
    FROM relations r WHERE r.relkind IN ('v', 'm')
    UNION ALL
    SELECT 'pg_rewrite'::regclass, w.oid, 0, '', pg_get_ruledef(w.oid), true
    FROM pg_rewrite w JOIN relations r ON r.oid = w.ev_class WHERE w.rulename <> '_RETURN'
    UNION ALL
    SELECT 'pg_proc'::regclass, p.oid, 0, '', concat_ws(
        ' ', p.prosrc, pg_get_function_sqlbody(p.oid), pg_get_function_arguments(p.oid),
        p.proconfig::text, a.agginitval), true
    FROM pg_proc p JOIN own ON own.oid = p.pronamespace
    LEFT JOIN pg_aggregate a ON a.aggfnoid = p.oid
    UNION ALL
    SELECT 'pg_trigger'::regclass, t.oid, 0, '', pg_get_triggerdef(t.oid), true
    FROM pg_trigger t JOIN relations r ON r.oid = t.tgrelid WHERE NOT t.tgisinternal
    UNION ALL
    SELECT 'pg_policy'::regclass, p.oid, 0, '', concat_ws(
        ' ', pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)), true
    FROM pg_policy p JOIN relations r ON r.oid = p.polrelid
    UNION ALL
    SELECT 'pg_class'::regclass, i.indexrelid, 0, '', pg_get_indexdef(i.indexrelid), true
    FROM pg_index i JOIN relations r ON r.oid = i.indrelid
    WHERE i.indpred IS NOT NULL OR i.indexprs IS NOT NULL
    UNION ALL
    SELECT 'pg_class'::regclass, r.oid, 0, 'the bounds of ',
        pg_get_expr(r.relpartbound, r.oid), true
    FROM relations r WHERE r.relispartition
    UNION ALL
    SELECT 'pg_statistic_ext'::regclass, s.oid, 0, '', pg_get_statisticsobjdef(s.oid), true
    FROM pg_statistic_ext s JOIN own ON own.oid = s.stxnamespace
    UNION ALL
    SELECT 'pg_ts_dict'::regclass, d.oid, 0, '', d.dictinitoption, true
    FROM pg_ts_dict d JOIN own ON own.oid = d.dictnamespace
"""
KINDS = ("email", "phone", "iban", "card", "token")
LONGEST = 200_000  # characters of each text

WORD = "[[:upper:]][[:lower:]]+(-[[:upper:]][[:lower:]]+)?"
NAME = rf"{WORD}( [[:upper:]]\.)?( (van|von|de|der|den|di|da|la|le|al|bin))*( {WORD}){{1,2}}"
# Words that are in no name, but in many a label.
LABELS = (
    r"\m(In|On|Off|Not|Of|The|This|That|To|From|New|Old|No|Yes|And|Or|For|With|By|At|Per|Is|Are|Was"
    r"|All|Any|Key|Primary|Foreign|Up|Out|Under|Over|Non|United|States|User|Account|Order|Payment|"
    r"Card|Credit|Date|Time|Day|Week|Month|Year|Type|Status|Name|Address|Email|Phone|Number|Error|"
    r"Default|Invalid|Unknown|Pending|Progress|Review|Done|Open|Closed|Default|High|Low|Medium|"
    r"Single|Full|Part|First|Last|Next|Previous|Draft|Ready|Sent|Paid|Free|Only|Read|Write)\M"
)
STREET = (
    r"\m[0-9]{1,5}[a-z]? ([[:upper:]][[:lower:]]+ ){1,3}"
    r"(Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Way|Close|Court|Square|Boulevard|Blvd)\M"
    r"|\m[[:upper:]][[:lower:]]+(straße|strasse|str\.|weg|gasse|allee) [0-9]{1,4}\M"
)


def question() -> str:
    """Return the query for the places that look like something, each described, and as what."""
    kinds = [(kind, looks_like(kind, "text")) for kind in KINDS]
    kinds += [("address", f"text ~ '{STREET}'"), ("name", _has_name())]
    looks = ", ".join(f"CASE WHEN {condition} THEN '{kind}' END" for kind, condition in kinds)
    return f"""
        WITH own AS ({OWN_SCHEMAS}),
        relations AS (SELECT c.* FROM pg_class c JOIN own ON own.oid = c.relnamespace),
        places (class, object, sub, what, whole, is_code) AS MATERIALIZED ({PLACES}),
        ours AS MATERIALIZED (
            SELECT class, object, sub, what, is_code, left(whole, {LONGEST}) AS text FROM places
            WHERE whole <> '' AND NOT EXISTS (
                SELECT FROM pg_depend d
                WHERE d.classid = class AND d.objid = object AND d.deptype = 'e')
        )
        SELECT DISTINCT what || pg_describe_object(class, object, sub), looks
        FROM (
            SELECT *, array_remove(ARRAY[{looks}], NULL) AS looks FROM ours
        ) AS looked
        WHERE cardinality(looks) > 0 ORDER BY 1
    """  # noqa: S608


def _has_name() -> str:
    """In code a name is a whole literal; elsewhere it may stand anywhere."""
    whole = f"'''({NAME})'''"
    return (
        f"EXISTS (SELECT FROM regexp_matches(text, CASE WHEN is_code THEN {whole} "
        rf"ELSE '\m({NAME})\M' END, 'g') AS found WHERE found[1] !~ '{LABELS}')"
    )
