"""What email addresses, phone numbers and the like look like, as conditions in SQL (pure).

Each is written for the text in the column {0}. Addresses at example.com and the like are nobody's.
"""

from __future__ import annotations

from collections.abc import Mapping

EMAIL = (
    r"[a-z0-9][a-z0-9._%+-]*@(?!([a-z0-9-]+\.)*(example\.(com|org|net)|test|invalid|example|localhost)\M)"
    r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}"
)
# With its country, with a leading zero and a gap, or as in North America.
PHONE = (
    r"(?<![\w.+-])((\+|(?<![0-9] )00)[1-9][0-9]([ ().\/-]{0,2}[0-9]){6,12}"
    r"|(?<![0-9] )\(?0[1-9][0-9]{1,4}\)?[ \/-][0-9]([ \/-]?[0-9]){4,9}"
    r"|(\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[ .-])[0-9]{3}[ .-][0-9]{4})(?![\w-])"
)
OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
IP = (
    rf"(?<![\w.]){OCTET}(\.{OCTET}){{3}}(?![\w.]*\d)"
    r"|(?<![\w:])([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])"
    r"|(?<![\w:])([0-9a-f]{1,4}:){2,6}(:[0-9a-f]{1,4}){1,5}(?![\w:])"
)
IBAN = r"(?<!\w)[A-Z]{2}[0-9]{2}( ?[A-Z0-9]{4}){2,7}( ?[A-Z0-9]{1,3})?(?!\w)"
CARD = r"(?<![\w.])[3-6][0-9]{3}([ -]?[0-9]{4}){2}[ -]?[0-9]{1,7}(?!\w|\.[0-9])"
# Keys of well-known services, JSON web tokens, password hashes, private keys.
KNOWN_TOKENS = (
    r"(?<!\w)(sk|pk|rk)_(live|test)_[A-Za-z0-9]{16,}|(?<!\w)(AKIA|ASIA)[0-9A-Z]{16}(?!\w)"
    r"|(?<!\w)gh[pousr]_[A-Za-z0-9]{36}|(?<!\w)xox[abeprs]-[A-Za-z0-9-]{10,}"
    r"|(?<!\w)eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.|pbkdf2_sha|\$2[aby]\$[0-9]{2}\$|\$argon2"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|(?<!\w)(?=\w*[0-9]\w*[0-9])[a-z]{2,8}_[A-Za-z0-9]{20,}(?!\w)"
)
# Long and without sense: hexadecimal, or of small and capital letters and digits.
LONG_HEX = r"(?<!\w)(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{32,}(?!\w)"
LONG_MIXED = r"(?<![\w-])(?=([\w-]*[0-9]){2})(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{32,}(?![\w-])"

DIGITS = "regexp_replace(found[1], '[^0-9]', '', 'g')"
LUHN = f"""EXISTS (
    SELECT FROM regexp_matches({{0}}, '({CARD})', 'g') AS found
    WHERE (
        SELECT sum(CASE WHEN place % 2 = 1 THEN digit WHEN digit > 4 THEN digit * 2 - 9
            ELSE digit * 2 END) % 10 = 0
        FROM (
            SELECT each::int AS digit, place
            FROM regexp_split_to_table(reverse({DIGITS}), '') WITH ORDINALITY AS of(each, place)
        ) AS digits
    )
)"""  # noqa: S608
MOD_97 = f"""EXISTS (
    SELECT FROM regexp_matches({{0}}, '({IBAN})', 'g') AS found,
        replace(found[1], ' ', '') AS plain
    WHERE (
        SELECT string_agg(
            CASE WHEN each ~ '[A-Z]' THEN (ascii(each) - 55)::text ELSE each END, '' ORDER BY place
        )::numeric % 97 = 1
        FROM regexp_split_to_table(substr(plain, 5) || left(plain, 4), '')
            WITH ORDINALITY AS of(each, place)
    )
)"""  # noqa: S608

# What is quickly seen comes first: most values are out by then.
DETECTORS: Mapping[str, str] = {
    "email": f"({{0}} LIKE '%@%' AND {{0}} ~* '{EMAIL}')",
    "phone": f"({{0}} ~ '[0-9]{{2}}' AND {{0}} ~ '{PHONE}')",
    "iban": f"({{0}} ~ '[A-Z]{{2}}[0-9]{{2}}' AND {{0}} ~ '{IBAN}' AND {MOD_97})",
    "card": f"({{0}} ~ '[3-6][0-9]{{3}}' AND {{0}} ~ '{CARD}' AND {LUHN})",
    "token": f"(length({{0}}) >= 16 AND ({{0}} ~ '{KNOWN_TOKENS}' OR {{0}} ~ '{LONG_HEX}' OR "
    f"{{0}} ~ '{LONG_MIXED}'))",
    "ip": f"({{0}} ~* '[0-9]\\.[0-9]|[0-9a-f]:' AND {{0}} ~* '{IP}')",
}


def looks_like(kind: str, column: str) -> str:
    """Return the condition that the text in `column`, which is SQL, looks like something."""
    return DETECTORS[kind].replace("{0}", column)
