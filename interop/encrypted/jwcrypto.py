"""The side of jwcrypto: encrypts the cases, and decrypts what glassbox made of them.

    python -m encrypted.jwcrypto make|check <folder>
"""
import functools
import json
import pathlib
import sys

from jwcrypto.common import JWException
from jwcrypto.jwe import JWE, InvalidJWEData
from jwcrypto.jwk import JWK
from jwcrypto.jws import InvalidJWSSignature
from jwcrypto.jwt import JWT, JWTExpired

from check import same


def read(folder, name):
    return json.loads(pathlib.Path(folder, f"{name}.json").read_text(encoding="utf-8"))


def jwk(members):
    return loaded(json.dumps(members))


@functools.cache
def loaded(text):
    return JWK.from_json(text)


def encrypt(content, header, key):
    recipient = key if key["kty"] == "oct" else jwk(key).export_public(as_dict=True)
    token = JWE(content, json.dumps(header), recipient=jwk(recipient))
    return token.serialize(compact=True)


def decrypt(token, key):
    opened = JWE()
    opened.deserialize(token, jwk(key))
    return opened.jose_header, opened.payload


def sign(claims, secret):
    token = JWT(header={"alg": "HS256", "typ": "JWT"}, claims=claims)
    token.make_signed_token(jwk(secret))
    return token.serialize().encode()


def verify(token, key, secret):
    header, content = decrypt(token, key)
    signed = JWT(jwt=content.decode(), key=jwk(secret), algs=["HS256"], expected_type="JWS")
    return header, json.loads(signed.claims)


def make(folder):
    made = []
    for case in read(folder, "encrypted"):
        entry = {"name": case["name"]}
        if "claims" in case:
            ended = case["claims"] | {"exp": case["ended"]}
            contents = {"token": sign(case["claims"], case["secret"]), "ended": sign(ended, case["secret"])}
        else:
            contents = {"token": bytes.fromhex(case["content"])}
        for name, content in contents.items():
            entry[name] = encrypt(content, case["header"], case["key"])
        made.append(entry)
    path = pathlib.Path(folder, "jwcrypto.encrypted.json")
    path.write_text(json.dumps(made, indent=1), encoding="utf-8")


def changed(token, index):
    """One character replaced, in each part in turn that has any; never the last of a part, of which not
    every bit counts."""
    parts = token.split(".")
    for place, part in enumerate(parts):
        if part:
            at = index * 7919 % (len(part) - 1)
            other = part[:at] + ("B" if part[at] == "A" else "A") + part[at + 1 :]
            yield ".".join([*parts[:place], other, *parts[place + 1 :]])


def outcomes(case, made, index):
    """What is to happen, and whether it does."""
    token, key, is_nested = made["token"], case["key"], "claims" in case
    opened = functools.partial(verify, secret=case["secret"]) if is_nested else decrypt

    def accept():
        header, content = opened(token, key)
        if not same({name: value for name, value in header.items() if name != "epk"}, case["header"]):
            raise ValueError(f"header differs: {header!r}")
        if not (same(content, case["claims"]) if is_nested else content.hex() == case["content"]):
            raise ValueError(f"content differs: {content!r}")

    def refuse(why, opening, *given):
        try:
            opening(*given)
        except why:
            return
        raise ValueError("accepted")

    yield "accepted", accept
    for text in changed(token, index):
        yield "changed", lambda text=text: refuse(JWException, opened, text, key)
    yield "foreign", lambda: refuse(InvalidJWEData, opened, token, case["other"])
    if is_nested:
        yield "foreign", lambda: refuse(InvalidJWSSignature, verify, token, key, case["other_secret"])
        yield "expired", lambda: refuse(JWTExpired, opened, made["ended"], key)


def check(folder):
    cases = {case["name"]: case for case in read(folder, "encrypted")}
    counts = dict.fromkeys(["accepted", "changed", "foreign", "expired"], 0)
    failed = False
    for index, made in enumerate(read(folder, "glassbox.encrypted")):
        case = cases[made["name"]]
        # It encrypts empty contents, and takes none from others.
        if case.get("content") == "":
            continue
        for outcome, hold in outcomes(case, made, index):
            try:
                hold()
                counts[outcome] += 1
            except Exception as error:
                failed = True
                print(f"jwcrypto {made['name']}, to be {outcome}: {error!r}", file=sys.stderr)
    print("glassbox jwcrypto", *counts.values())
    sys.exit(failed)


if __name__ == "__main__":
    {"make": make, "check": check}[sys.argv[1]](sys.argv[2])
