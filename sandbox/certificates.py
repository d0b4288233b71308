"""The self-signed certificate of the sandbox's TLS doors, made once per folder."""

import ssl

import trustme

from sandbox.places import Places, write_private


def server_context(places: Places) -> ssl.SSLContext:
    """The TLS context of the server; what clients must trust is at `places.certificate`."""
    if not (places.certificate.exists() and places.private_key.exists()):
        _make(places)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(places.private_key)
    return context


def _make(places: Places) -> None:
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1", "localhost")
    write_private(places.private_key, issued.private_key_and_cert_chain_pem.bytes().decode())
    write_private(places.certificate, authority.cert_pem.bytes().decode())
