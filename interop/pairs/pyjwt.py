"""The side of PyJWT: writes the keys as JSON, signs with each private file, and verifies.

    python -m pairs.pyjwt write|make|check <folder>
"""
import functools
import json
import sys

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from jwt.algorithms import get_default_algorithms

from pairs.files import ALGORITHMS, Exchange

# It does not know the name.
KNOWN = [name for name in ALGORITHMS if name != "Ed25519"]


def write_keys(algorithm, folder):
    private = private_key(folder / "private" / "openssl.pkcs8.pem")
    halves = {"private": private, "public": private.public_key()}
    for half, key in halves.items():
        members = get_default_algorithms()[algorithm].to_jwk(key, as_dict=True)
        # It writes neither. A private key of RSA has to say what it is for.
        members |= {"kid": algorithm} | ({"alg": algorithm} if half == "private" else {})
        (folder / half / f"PyJWT.{half}.jwk").write_text(json.dumps(members), encoding="utf-8")


@functools.cache
def private_key(path):
    content = path.read_bytes()
    if path.suffix == ".jwk":
        return jwt.PyJWK.from_json(content).key
    if path.suffix == ".pem":
        return serialization.load_pem_private_key(content, None)
    return serialization.load_der_private_key(content, None)


@functools.cache
def public_key(path, algorithm):
    content = path.read_bytes()
    if path.suffix == ".jwks":
        return jwt.PyJWKSet.from_json(content)[algorithm].key
    if path.suffix == ".jwk":
        return jwt.PyJWK.from_json(content, algorithm).key
    if ".crt." in path.name:
        load = x509.load_pem_x509_certificate if path.suffix == ".pem" else x509.load_der_x509_certificate
        return load(content).public_key()
    return serialization.load_der_public_key(content)


def is_pem_of_a_key(path):
    """What PyJWT reads by itself."""
    return path.suffix == ".pem" and ".crt." not in path.name


def sign(header, claims, path):
    key = path.read_bytes() if is_pem_of_a_key(path) else private_key(path)
    return jwt.encode(claims, key, header["alg"], header)


def verify(token, algorithm, path, audience):
    key = path.read_bytes() if is_pem_of_a_key(path) else public_key(path, algorithm)
    got = jwt.decode_complete(token, key, [algorithm], audience=audience)
    return got["header"], got["payload"]


sign.reads = verify.reads = lambda path: True
verify.refusal = jwt.InvalidTokenError
verify.bad_signature = jwt.InvalidSignatureError
verify.expired = jwt.ExpiredSignatureError


def main():
    verb, exchange = sys.argv[1], Exchange(sys.argv[2])
    if verb == "write":
        for algorithm, folder in exchange.folders(KNOWN):
            write_keys(algorithm, folder)
    elif verb == "make":
        exchange.make("PyJWT", KNOWN, sign)
    else:
        exchange.check("PyJWT", KNOWN, verify)


if __name__ == "__main__":
    main()
