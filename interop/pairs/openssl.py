"""The side of OpenSSL's command line: makes the keys, signs with their files, and verifies.

    python -m pairs.openssl write|make|check <folder>

OpenSSL knows no tokens: what stands before the signature is written and read here.
"""
import base64
import functools
import json
import pathlib
import subprocess
import sys
import tempfile

from pairs.files import ALGORITHMS, RSA, Exchange

BITS = {"256": "2048", "384": "3072", "512": "4096"}
CURVES = {"ES256": ("prime256v1", 32), "ES384": ("secp384r1", 48)}


class Refused(Exception):
    """OpenSSL's status said no."""


def openssl(*arguments, **options):
    return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=True, **options).stdout


def write_keys(algorithm, folder):
    """One key in each form in which OpenSSL writes it."""
    for half in "private", "public":
        (folder / half).mkdir(parents=True)
    private = lambda name: folder / "private" / f"openssl.{name}"
    public = lambda name: folder / "public" / f"openssl.{name}"
    pkcs8 = private("pkcs8.pem")
    if algorithm in RSA:
        bits = BITS[algorithm[2:]]
        if algorithm.startswith("RS"):
            openssl("genrsa", "-traditional", "-out", private("pkcs1.pem"), bits)
            openssl("pkcs8", "-topk8", "-nocrypt", "-in", private("pkcs1.pem"), "-out", pkcs8)
        else:
            openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{bits}", "-out", pkcs8)
            openssl("rsa", "-traditional", "-in", pkcs8, "-out", private("pkcs1.pem"))
        openssl("rsa", "-traditional", "-in", pkcs8, "-outform", "DER", "-out", private("pkcs1.der"))
        openssl("rsa", "-in", pkcs8, "-RSAPublicKey_out", "-out", public("pkcs1.pem"))
        openssl("rsa", "-in", pkcs8, "-RSAPublicKey_out", "-outform", "DER", "-out", public("pkcs1.der"))
    elif algorithm in CURVES:
        # With the block EC PARAMETERS in front.
        openssl("ecparam", "-genkey", "-name", CURVES[algorithm][0], "-out", private("sec1.pem"))
        openssl("ec", "-in", private("sec1.pem"), "-outform", "DER", "-out", private("sec1.der"))
        openssl("pkcs8", "-topk8", "-nocrypt", "-in", private("sec1.pem"), "-out", pkcs8)
    else:
        openssl("genpkey", "-algorithm", "ed25519", "-out", pkcs8)
    openssl("pkcs8", "-topk8", "-nocrypt", "-in", pkcs8, "-outform", "DER", "-out", private("pkcs8.der"))
    openssl("pkey", "-in", pkcs8, "-pubout", "-out", public("spki.pem"))
    openssl("pkey", "-in", pkcs8, "-pubout", "-outform", "DER", "-out", public("spki.der"))
    openssl("req", "-x509", "-key", pkcs8, "-subj", "/CN=interop", "-days", "2", "-out", public("crt.pem"))
    openssl("x509", "-in", public("crt.pem"), "-outform", "DER", "-out", public("crt.der"))


def method(algorithm):
    """How `dgst` signs and verifies."""
    pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"]
    return [f"-sha{algorithm[2:]}", *(pss if algorithm.startswith("PS") else [])]


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def to_raw(der, size):
    """r and s of a signature in DER, each as long as the curve's order."""
    r_end = 4 + der[3]
    r, s = der[4:r_end], der[r_end + 2 :]
    return b"".join(int.from_bytes(number, "big").to_bytes(size, "big") for number in (r, s))


def to_der(raw):
    def integer(number):
        # With the sign bit's octet where it is needed.
        value = int.from_bytes(number, "big")
        content = value.to_bytes(value.bit_length() // 8 + 1, "big")
        return bytes([2, len(content)]) + content

    half = len(raw) // 2
    content = integer(raw[:half]) + integer(raw[half:])
    return bytes([0x30, len(content)]) + content


def sign(header, claims, path):
    parts = (json.dumps(part, ensure_ascii=False).encode() for part in (header, claims))
    message = ".".join(map(encoded, parts))
    algorithm, form = header["alg"], path.suffix[1:].upper()
    if algorithm in RSA or algorithm in CURVES:
        arguments = ["-sign", path, "-keyform", form]
        signature = openssl("dgst", *method(algorithm), *arguments, input=message.encode())
    else:
        # Signs files alone.
        with tempfile.NamedTemporaryFile() as file:
            pathlib.Path(file.name).write_bytes(message.encode())
            arguments = ["-inkey", path, "-keyform", form, "-in", file.name]
            signature = openssl("pkeyutl", "-sign", "-rawin", *arguments)
    if algorithm in CURVES:
        signature = to_raw(signature, CURVES[algorithm][1])
    return f"{message}.{encoded(signature)}"


sign.reads = lambda path: path.suffix in (".pem", ".der")


@functools.cache
def public_key(path):
    """A file that `dgst` takes: the key of a certificate is taken out first."""
    if ".crt." not in path.name:
        return path
    key = path.parent.parent / f"{path.name}.key.pem"
    form = path.suffix[1:].upper()
    key.write_bytes(openssl("x509", "-in", path, "-inform", form, "-pubkey", "-noout"))
    return key


def verify(token, algorithm, path, _audience):
    message, _, signature = token.rpartition(".")
    signature = decoded(signature)
    if algorithm in CURVES:
        signature = to_der(signature)
    key = public_key(path)
    form = key.suffix[1:].upper()
    with tempfile.TemporaryDirectory() as folder:
        signed, text = pathlib.Path(folder, "signature"), pathlib.Path(folder, "message")
        signed.write_bytes(signature)
        text.write_bytes(message.encode())
        if algorithm in RSA or algorithm in CURVES:
            how = ["dgst", *method(algorithm), "-verify", key, "-keyform", form, "-signature", signed, text]
        else:
            how = ["pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", key, "-keyform", form]
            how += ["-in", text, "-sigfile", signed]
        run = subprocess.run(["openssl", *map(str, how)], capture_output=True)
    if run.returncode == 0:
        header, claims = (json.loads(decoded(part)) for part in message.split("."))
        return header, claims
    said = run.stdout + run.stderr
    # A key that it cannot read is no refusal.
    if b"Verification failure" in said or b"Signature Verification Failure" in said:
        raise Refused
    raise ValueError(said.decode())


verify.reads = lambda path: path.suffix in (".pem", ".der")
verify.refusal = verify.bad_signature = Refused
verify.expired = None


def main():
    verb, exchange = sys.argv[1], Exchange(sys.argv[2])
    if verb == "write":
        for algorithm, folder in exchange.folders(ALGORITHMS):
            write_keys(algorithm, folder)
    elif verb == "make":
        exchange.make("openssl", ALGORITHMS, sign)
    else:
        exchange.check("openssl", ALGORITHMS, verify)


if __name__ == "__main__":
    main()
