"""The key files, the tokens and the counts, for openssl.py and pyjwt.py; README.md has the folders."""
import json
import pathlib
import sys

from check import change, same

RSA = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]
ALGORITHMS = [*RSA, "ES256", "ES384", "EdDSA", "Ed25519"]


class Exchange:
    """The folder in which the sides put what they make for each other."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.keys = self.folder / "keys"
        cases = json.loads((self.folder / "cases.json").read_text(encoding="utf-8"))
        self.cases = {case["name"]: case for case in cases}
        # Claims that every library can carry.
        self.usual = [case for case in cases if len(case["libraries"]) == 3]

    def folders(self, algorithms):
        """A folder for each key, the own and the other of each algorithm."""
        for owner in "own", "other":
            for algorithm in algorithms:
                yield algorithm, self.keys / owner / algorithm

    def private(self, algorithm):
        return sorted((self.keys / "own" / algorithm / "private").iterdir())

    def public(self, algorithm):
        """The files of the public half, and the sets that hold it."""
        sets = (self.keys / "own").glob("*.jwks")
        return sorted([*(self.keys / "own" / algorithm / "public").iterdir(), *sets])

    def other(self, path):
        """The file of the same form, of the other key."""
        return self.keys / "other" / path.relative_to(self.keys / "own")

    def make(self, maker, algorithms, sign):
        """Has a token signed with each private file."""
        made = []
        for algorithm in algorithms:
            for path in filter(sign.reads, self.private(algorithm)):
                case = self.usual[len(made) % len(self.usual)]
                header = {"alg": algorithm, "typ": "JWT", "kid": algorithm}
                ended = case["claims"] | {"exp": case["ended"]}
                made.append({
                    "name": f"{algorithm} {path.name}",
                    "alg": algorithm,
                    "case": case["name"],
                    "token": sign(header, case["claims"], path),
                    "ended": sign(header, ended, path),
                })
        path = self.folder / f"{maker}.pairs.json"
        path.write_text(json.dumps(made, indent=1), encoding="utf-8")

    def check(self, verifier, algorithms, verify):
        """Has each token of glassbox verified with each public file, and prints the counts."""
        made = json.loads((self.folder / "glassbox.pairs.json").read_text(encoding="utf-8"))
        counts = {}
        index = 0
        failed = False
        for entry in made:
            if entry["alg"] not in algorithms:
                continue
            for path in filter(verify.reads, self.public(entry["alg"])):
                index += 1
                for outcome, hold in self.outcomes(verify, entry, path, index):
                    counts.setdefault(outcome, 0)
                    try:
                        hold()
                        counts[outcome] += 1
                    except Exception as error:
                        failed = True
                        where = f"{verifier} {entry['name']} with {path.name}"
                        print(f"{where}, to be {outcome}: {error!r}", file=sys.stderr)
        columns = ("accepted", "changed", "foreign", "expired")
        print("glassbox", verifier, *(counts.get(outcome, "-") for outcome in columns))
        sys.exit(failed)

    def outcomes(self, verify, entry, path, index):
        case, alg, token = self.cases[entry["case"]], entry["alg"], entry["token"]
        audience = "app-01" if "aud" in case["claims"] else None

        def accept():
            header, claims = verify(token, alg, path, audience)
            for got, expected in (header["kid"], alg), (claims, case["claims"]):
                if not same(got, expected):
                    raise ValueError(f"differs: {got!r}")

        def refuse(text, with_key, why):
            try:
                verify(text, alg, with_key, audience)
            except why:
                return
            raise ValueError("accepted")

        yield "accepted", accept
        yield "changed", lambda: refuse(change(token, index), path, verify.refusal)
        yield "foreign", lambda: refuse(token, self.other(path), verify.bad_signature)
        if verify.expired:
            yield "expired", lambda: refuse(entry["ended"], path, verify.expired)
