"""Adds the PyJWT part to tokens.json. Run make.mjs first. See README.md."""
import hashlib
import json
import pathlib
from datetime import datetime, timezone

import jwt

HERE = pathlib.Path(__file__).resolve().parent
LIBRARY = f"PyJWT {jwt.__version__}"

IAT = 1606950493
EXP = 1606950498
FAR = 4102444800

# make.mjs derives the same secrets.
S32 = hashlib.sha256(b"recorded secret").digest()
S48 = hashlib.sha384(b"recorded secret").digest()
S64 = hashlib.sha512(b"recorded secret").digest()
# Longer than the hash's block (64 bytes, 128 bytes): HMAC hashes such a key first.
S96 = S32 + S64
S176 = S64 + S48 + S64

USER = {"username": "testAdmin", "role": "admin"}
LONG = {"sub": "42", "iat": IAT, "exp": FAR}
UNICODE = {
    "name": "Zoë Müller",
    "城市": "東京",
    "emoji": "🔐👩‍👩‍👧",
    "decomposed": "e\u0301",
    "rtl": "שלום",
    "escapes": "\u0000\b\t\n\f\r\u001f\u007f\u2028\u2029\"\\/",
}
NESTED = {
    "realm_access": {"roles": ["offline_access", "user"]},
    "deep": {"a": {"b": {"c": {"d": [1, [2, [3, {"e": None}]]]}}}},
    "list": [],
    "object": {},
    "yes": True,
    "no": False,
    "nothing": None,
}
REGISTERED = {
    "iss": "https://auth.example",
    "sub": "42",
    "aud": ["app-01", "app-02"],
    "exp": FAR,
    "nbf": IAT,
    "iat": IAT,
    "jti": "7f1f6a52-3b58-4a0e-9d5c-1a2b3c4d5e6f",
}
EXTRA = {
    "kid": "2026-11",
    "typ": "at+jwt",
    "x-tenant": "app-01",
    "x-object": {"list": [1, True, None]},
}


def utc(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc)


# name, secret, alg, payload, further arguments of jwt.encode
CASES = [
    ("hs256", S32, "HS256", {**USER, "iat": IAT, "exp": EXP}, {}),
    ("hs384", S48, "HS384", {**USER, "iat": IAT, "exp": EXP}, {}),
    ("hs512", S64, "HS512", {**USER, "iat": IAT, "exp": EXP}, {}),
    ("hs256_secret_over_block", S96, "HS256", LONG, {}),
    ("hs512_secret_over_block", S176, "HS512", LONG, {}),
    ("unicode", S32, "HS256", {**UNICODE, "iat": IAT, "exp": FAR}, {}),
    ("nested", S32, "HS256", {**NESTED, "iat": IAT, "exp": FAR}, {}),
    ("aud_string", S32, "HS256", {"aud": "app-01", "iat": IAT, "exp": EXP}, {}),
    ("aud_array", S32, "HS256", {"aud": ["app-01", "app-02"], "iat": IAT, "exp": EXP}, {}),
    ("kid", S32, "HS256", LONG, {"headers": {"kid": "2026-11"}}),
    ("kid_unicode", S32, "HS256", LONG, {"headers": {"kid": "schlüssel-鍵-🔑"}}),
    ("extra_header", S64, "HS512", LONG, {"headers": EXTRA}),
    ("header_unsorted", S64, "HS512", LONG, {"headers": EXTRA, "sort_headers": False}),
    ("no_typ", S32, "HS256", LONG, {"headers": {"typ": None}}),
    ("registered", S48, "HS384", REGISTERED, {}),
    (
        "big_integer",
        S32,
        "HS256",
        {"max": 9007199254740991, "min": -9007199254740991, "zero": 0, "iat": IAT, "exp": FAR},
        {},
    ),
    (
        "integer_beyond_2_53",
        S32,
        "HS256",
        {"n": 9007199254740993, "i64_max": 9223372036854775807, "iat": IAT, "exp": FAR},
        {},
    ),
    (
        "fractional_times",
        S32,
        "HS256",
        {"sub": "42", "iat": 1606950493.25, "nbf": 1606950493.5, "exp": 1606950498.75},
        {},
    ),
    ("whole_float_times", S32, "HS256", {"sub": "42", "iat": float(IAT), "exp": float(FAR)}, {}),
    ("datetime_times", S32, "HS256", {"sub": "42", "iat": utc(IAT), "exp": utc(EXP)}, {}),
    ("empty_payload", S32, "HS256", {"iat": IAT}, {}),
    ("empty_object", S32, "HS256", {}, {}),
]


def part(token, index):
    text = token.split(".")[index]
    return json.loads(jwt.utils.base64url_decode(text))


def main():
    path = HERE / "tokens.json"
    entries = [
        entry
        for entry in json.loads(path.read_text(encoding="utf-8"))
        if not entry["library"].startswith("PyJWT ")
    ]
    for name, secret, alg, payload, more in CASES:
        token = jwt.encode(payload, secret, algorithm=alg, **more)
        entries.append(
            {
                "name": f"pyjwt_{name}",
                "library": LIBRARY,
                "alg": alg,
                "secret_hex": secret.hex(),
                "token": token,
                "header": part(token, 0),
                "payload": part(token, 1),
            }
        )
    path.write_text(
        json.dumps(entries, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n"
    )
    print(f"{len(CASES)} PyJWT tokens, {len(entries)} in all")


if __name__ == "__main__":
    main()
