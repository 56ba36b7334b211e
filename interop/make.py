"""Signs the cases with PyJWT.

    python make.py <folder>
"""
import json
import pathlib
import sys
import warnings

import jwt


def sign(case, **claims):
    # PyJWT writes `typ` unless told to leave it out.
    headers = {"typ": None} | case["header"]
    secret = bytes.fromhex(case["secret"])
    return jwt.encode(case["claims"] | claims, secret, headers["alg"], headers)


def main():
    warnings.simplefilter("ignore")  # PyJWT advises against the short secrets.
    folder = pathlib.Path(sys.argv[1])
    cases = json.loads((folder / "cases.json").read_text(encoding="utf-8"))
    made = [
        {"name": case["name"], "token": sign(case), "ended": sign(case, exp=case["ended"])}
        for case in cases
        if "PyJWT" in case["libraries"]
    ]
    (folder / "PyJWT.json").write_text(json.dumps(made, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
