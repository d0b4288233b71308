"""What the name of a column says of its values (pure).

A word is suspicious where it stands by itself (`tel`), or, if it is long enough to mean nothing
else, anywhere in the name (`workemail`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


EMAIL = _split("email mail courriel correo e_mail")
PHONE = _split("phone tel telephone telefon mobile mobil cell fax handy msisdn sms whatsapp")
LAST_NAME = _split(
    "last_name lastname surname family_name familyname nachname apellido cognome maiden"
)
FIRST_NAME = _split(
    "first_name firstname given_name givenname vorname prenom forename middle_name middlename "
    "nombre"
)
USERNAME = _split("username user_name login nick nickname handle screen_name alias")
NAME = _split("name fullname recipient contact author owner signature initials sender attn")
STREET = _split("address addr adresse street strasse rue line1 line2 line_1 line_2")
CITY = _split("city town ville stadt ciudad village")
POSTAL = _split("zip zipcode postal postcode plz")
PLACE = _split(
    "lat lng lon latitude longitude geo gps coords coordinates geom geolocation whereabouts"
)
BIRTH = _split("birth born birthday birthdate bday dob death died geburt naissance age anniversary")
NATIONAL = _split(
    "ssn social passport national_id national_number tax_id taxid tax_number vat_id "
    "vat_number nif nin nino tin license_number license_plate licence_number personal_id "
    "personal_number government_id identity_card insurance_number cpf dni"
)
BANK = _split("iban bic swift account card pan cvv cvc credit_card routing sort_code bank")
MONEY = _split("salary wage income pension bonus payroll compensation networth")
# Counts and sums about such things say little about anybody.
TALLY = _split("count counts total num sum max min limit attempts failures retries")
IP = _split("ip ipaddress remote_addr ipv4 ipv6")
SECRET = _split(
    "password passwd passwort pwd secret token otp totp pin apikey api_key private_key "
    "privatekey access_key session sessionid session_key cookie hash salt credential "
    "credentials auth bearer jwt signature nonce recovery backup_code"
)
SENSITIVE = _split(
    "gender sex sexual religion religious race ethnic ethnicity nationality health medical "
    "diagnosis disability disabled pregnant hiv criminal convicted political orientation "
    "blood allergy allergies"
)
DEVICE = _split("mac imei device fingerprint useragent user_agent udid")
URL = _split("url uri website homepage link site avatar linkedin twitter facebook instagram")

LONGEST_SHORT = 4  # shorter words say nothing inside of others: `tel` in `hotel`
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@cache
def words(name: str) -> tuple[str, ...]:
    """Split a name into its words, in lower case: `shipToName`, `ship_to_name`."""
    return tuple(filter(None, re.split(r"[\W_]+", CAMEL.sub("_", name).lower())))


@cache
def said(name: str, group: tuple[str, ...]) -> str | None:
    """Return the word of the group that a name has, or None."""
    parts = words(name)
    plain = [re.sub(r"\d+$", "", part) for part in parts]
    return next((word for word in group if _has(parts, plain, word)), None)


def _has(parts: Sequence[str], plain: Sequence[str], word: str) -> bool:
    if "_" in word:
        return f"_{word}_" in "_" + "_".join(parts) + "_"
    if word in parts or word in plain or word + "s" in parts:
        return True
    return len(word) > LONGEST_SHORT and any(word in part for part in parts)
