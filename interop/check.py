"""Verifies glassbox's tokens with PyJWT, and prints what check.mjs prints.

    python check.py <folder>
"""
import json
import pathlib
import re
import sys
import warnings

import jwt


def same(one, other):
    """JSON equality: True is not 1, and 1.0 is 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def verify(case, token, secret):
    audience = "app-01" if "aud" in case["claims"] else None
    return jwt.decode_complete(token, secret, [case["header"]["alg"]], audience=audience)


def accept(case, token, secret):
    got = verify(case, token, secret)
    for part, expected in ("payload", "claims"), ("header", "header"):
        if not same(got[part], case[expected]):
            raise ValueError(f"{part} differs: {got[part]!r}")


def refuse(why, case, token, secret):
    try:
        verify(case, token, secret)
    except why:
        return
    raise ValueError("accepted")


def change(token, index):
    """One character replaced: the same one as in check.mjs."""
    places = [match.start() for match in re.finditer(r"[^.](?=[^.])", token)]
    at = places[index * 7919 % len(places)]
    return token[:at] + ("B" if token[at] == "A" else "A") + token[at + 1 :]


def outcomes(case, made, index):
    secret = bytes.fromhex(case["secret"])
    other = bytes([secret[0] ^ 1]) + secret[1:]
    token, ended = made["token"], made["ended"]
    yield "accepted", lambda: accept(case, token, secret)
    yield "changed", lambda: refuse(jwt.InvalidTokenError, case, change(token, index), secret)
    yield "foreign", lambda: refuse(jwt.InvalidSignatureError, case, token, other)
    yield "expired", lambda: refuse(jwt.ExpiredSignatureError, case, ended, secret)


def main():
    warnings.simplefilter("ignore")  # PyJWT advises against the short secrets.
    folder = pathlib.Path(sys.argv[1])
    cases, made = (
        json.loads((folder / name).read_text(encoding="utf-8"))
        for name in ("cases.json", "glassbox.json")
    )
    cases = {case["name"]: case for case in cases}
    counts = dict.fromkeys(["accepted", "changed", "foreign", "expired"], 0)
    failed = False
    for index, entry in enumerate(made):
        case = cases[entry["name"]]
        if "PyJWT" not in case["libraries"]:
            continue
        for outcome, hold in outcomes(case, entry, index):
            try:
                hold()
                counts[outcome] += 1
            except Exception as error:
                failed = True
                print(f"PyJWT {entry['name']}, to be {outcome}: {error!r}", file=sys.stderr)
    print("glassbox", "PyJWT", *counts.values())
    sys.exit(failed)


if __name__ == "__main__":
    main()
