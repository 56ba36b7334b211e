"""Writes encrypted.json: what is to be encrypted, and with which keys.

    python -m encrypted.cases <folder>
"""
import hashlib
import itertools
import json
import pathlib
import sys

from jwcrypto.common import base64url_encode
from jwcrypto.jwk import JWK

from cases import ENDED, FAR, ISSUED

# The length of the content's key in bytes.
ENCRYPTIONS = {"A128GCM": 16, "A256GCM": 32, "A128CBC-HS256": 32, "A256CBC-HS512": 64}
# The length of the secret that wraps it.
WRAPPING = {"A128KW": 16, "A256KW": 32}
AGREEING = ["ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"]
CURVES = ["P-256", "P-384", "X25519"]
# Around the cipher's block, and the empty content.
LENGTHS = [0, 1, 16, 1000]


def octets(name, length):
    return hashlib.shake_256(f"encrypted {name}".encode()).digest(length)


def secret(name, length):
    return {"kty": "oct", "k": base64url_encode(octets(name, length))}


def pair(curve):
    """A new pair, whose name for the curve says what kind it is."""
    kind = "OKP" if curve == "X25519" else "EC"
    return JWK.generate(kty=kind, crv=curve).export(as_dict=True)


def recipients():
    """A name, the algorithms for the key and for the content, and two keys."""
    for encryption, length in ENCRYPTIONS.items():
        for algorithm, length in ({"dir": length} | WRAPPING).items():
            name = f"{algorithm} {encryption}"
            yield name, algorithm, encryption, secret(name, length), secret(f"other {name}", length)
        for algorithm, curve in itertools.product(AGREEING, CURVES):
            name = f"{algorithm} {curve} {encryption}"
            yield name, algorithm, encryption, pair(curve), pair(curve)


def cases():
    for index, (name, algorithm, encryption, key, other) in enumerate(recipients()):
        header = {"alg": algorithm, "enc": encryption}
        common = {"key": key, "other": other}
        for length in LENGTHS:
            content = octets(f"{name} content", length).hex()
            yield common | {"name": f"{name} {length}", "header": header, "content": content}
        claims = {"iat": ISSUED, "exp": FAR, "sub": f"{index}", "name": "Zoë 🔐", "roles": ["admin", "user"]}
        yield common | {
            "name": f"{name} nested",
            "header": header | {"cty": "JWT", "kid": f"key-{index}"},
            "claims": claims,
            "ended": ENDED,
            "secret": secret(f"{name} signed", 32),
            "other_secret": secret(f"other {name} signed", 32),
        }


def main():
    path = pathlib.Path(sys.argv[1], "encrypted.json")
    path.write_text(json.dumps(list(cases()), indent=1, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
