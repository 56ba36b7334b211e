"""Writes cases.json: what every library signs, the same at every run.

    python cases.py <folder>
"""
import hashlib
import json
import pathlib
import random
import sys

ALGORITHMS = ["HS256", "HS384", "HS512"]
LIBRARIES = ["jsonwebtoken", "jose", "PyJWT"]
SECRET_LENGTHS = range(1, 301)

ISSUED = 1606950493
ENDED = 1606950498
FAR = 4102444800
SAFE = 2**53 - 1

CHARACTERS = [
    "abcXYZ 019-_.~",
    "äöüßéñ",
    "東京城市鍵",
    "שלום",
    "🔐👩\u200d👧🔑",
    "e\u0301\u2028\u2029\ufeff",
    '\u0000\b\t\n\f\r\u001f\u007f"\\/',
]

# Of the generator's methods, random() alone is promised to stay the same between versions.
chance = random.Random(20).random


def below(count):
    return int(chance() * count)


def pick(choices):
    return choices[below(len(choices))]


def text():
    return "".join(pick(pick(CHARACTERS)) for _ in range(below(12)))


def unicode_claims():
    return {f"{text()}{index}": text() for index in range(5)} | {"城市": "東京", "🔑": "Zoë"}


def tree(depth):
    kind = below(7 if depth else 5)
    if kind < 5:
        return [None, True, False, text(), below(1000)][kind]
    branches = [tree(depth - 1) for _ in range(below(4))]
    return branches if kind == 5 else {f"n{i}": branch for i, branch in enumerate(branches)}


def nested_claims():
    return {
        "tree": {"object": {}, "list": [], "branches": [tree(5) for _ in range(4)]},
        "realm_access": {"roles": ["offline_access", "user"]},
    }


def number_claims():
    # At most fifteen digits: every reader takes them for the same number.
    fractions = [below(10**12) / 1000, -below(10**6) / 64, 1.5e-7, 1e21]
    return {"max": SAFE, "min": -SAFE, "zero": 0, "n": below(SAFE), "fractions": fractions}


def wide_claims():
    """Integers that a reader with 64-bit floats alone would round."""
    wide = [SAFE + 2, -SAFE - 2, 2**63 - 1, -(2**63), 2**64 - 1, SAFE + 2 + 2 * below(2**40)]
    # Nobody promises these beyond the precision of a float, which holds both exactly.
    return {"wide": wide, "wider": [2**64, 2**80]}


def date_claims():
    fraction = pick([0.0, 0.25, 0.5, 0.75])
    return {"iat": ISSUED + fraction, "nbf": ISSUED + 0.5, "exp": FAR + fraction}


def registered_claims():
    return {"iss": "auth", "sub": text() or "42", "aud": "app-01", "jti": f"id-{below(10**9)}"}


CLAIMS = {
    "user": lambda: {"username": "testAdmin", "role": pick(["admin", "user"])},
    "unicode": unicode_claims,
    "nested": nested_claims,
    "numbers": number_claims,
    "wide": wide_claims,
    "dates": date_claims,
    "aud_string": lambda: {"aud": "app-01"},
    "aud_array": lambda: {"aud": ["app-01", text()][: 1 + below(2)]},
    "registered": registered_claims,
}
HEADERS = {
    "usual": {"typ": "JWT"},
    "no_typ": {},
    "kid": {"typ": "JWT", "kid": "2026-11"},
    "extra": {
        "typ": "at+jwt",
        "cty": "profile+json",
        "kid": "2026-11",
        "x-tenant": "app-01",
        "x-object": {"list": [1, True, None]},
    },
    "unicode_header": {"typ": "JWT", "kid": "schlüssel-鍵-🔑", "x-名": "値"},
}


def libraries(claims_kinds, header_kind):
    """Those that can carry the case whole: README.md, "What is left out"."""
    left_out = set()
    if "wide" in claims_kinds:
        left_out |= {"jsonwebtoken", "jose"}
    if header_kind == "unicode_header":
        left_out.add("jsonwebtoken")
    return [name for name in LIBRARIES if name not in left_out]


def case(index, alg, length):
    kinds = list(CLAIMS)
    # Moves on by one from algorithm to algorithm, and by four from length to length.
    claims_kinds = [kinds[(index + index // 3) % len(kinds)], pick(kinds)]
    header_kind = pick(list(HEADERS))
    claims = {"iat": ISSUED, "exp": FAR}
    for kind in claims_kinds:
        claims |= CLAIMS[kind]()
    return {
        "name": "-".join([f"{index:03}", alg, str(length), *claims_kinds, header_kind]),
        "secret": hashlib.shake_256(b"interop %d" % index).hexdigest(length),
        "header": {"alg": alg} | HEADERS[header_kind],
        "claims": claims,
        # An `exp` in the past, for the token that is to be refused.
        "ended": ENDED + claims["exp"] % 1,
        "libraries": libraries(claims_kinds, header_kind),
    }


def main():
    keys = [(alg, length) for length in SECRET_LENGTHS for alg in ALGORITHMS]
    cases = [case(index, alg, length) for index, (alg, length) in enumerate(keys)]
    path = pathlib.Path(sys.argv[1], "cases.json")
    path.write_text(json.dumps(cases, indent=1, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
