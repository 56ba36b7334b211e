"""Verifies the tokens of a JSON file with PyJWT and compares the payloads.

    python check.py <file>

The file is an array of {"alg", "secret_hex", "token", "payload"}. Prints
`N passed, N failed`; status 1 on any failure, or when there is nothing to check.
"""
import json
import sys
import warnings

import jwt

# exp, nbf, iat, aud and iss are not checked; that sub and jti are strings is (PyJWT's default).
OPTIONS = {
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
}


def same(a, b):
    """JSON equality: True is not 1, 1.0 is 1."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    number = (int, float)
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, number) and isinstance(b, number):
        return a == b
    return type(a) is type(b) and a == b


def check(entry):
    alg = entry["alg"]
    if alg not in ("HS256", "HS384", "HS512"):
        raise ValueError(f"alg {alg} is not checked here")
    secret = bytes.fromhex(entry["secret_hex"])
    got = jwt.decode(entry["token"], secret, algorithms=[alg], options=OPTIONS)
    if not same(got, entry["payload"]):
        raise ValueError(f"payload differs: {json.dumps(got)}")


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: python check.py <file>")
    # The application secrets are shorter than PyJWT advises.
    warnings.simplefilter("ignore")
    with open(sys.argv[1], encoding="utf-8") as file:
        entries = json.load(file)
    if not isinstance(entries, list):
        sys.exit("the file is not a JSON array")
    passed = failed = 0
    for index, entry in enumerate(entries):
        try:
            check(entry)
            passed += 1
        except Exception as error:
            failed += 1
            name = entry.get("name") if isinstance(entry, dict) else None
            print(f"{name or f'entry {index}'}: {error!r}", file=sys.stderr)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
