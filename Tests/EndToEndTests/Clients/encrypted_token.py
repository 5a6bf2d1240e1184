"""Encrypts the signed token on standard input for the first key of a JWK set, as jwcrypto or joserfc does."""
import json
import sys

library, path, algorithm, encryption = sys.argv[1:]
token = sys.stdin.read().strip()
with open(path) as file:
    key = json.load(file)["keys"][0]
public = {name: value for name, value in key.items() if name not in ("d", "p", "q", "dp", "dq", "qi")}
header = {"alg": algorithm, "enc": encryption, "kid": key["kid"], "cty": "JWT"}

if library == "jwcrypto":
    from jwcrypto.jwe import JWE
    from jwcrypto.jwk import JWK

    print(JWE(token.encode(), json.dumps(header), recipient=JWK(**public)).serialize(compact=True))
else:
    from joserfc import jwe
    from joserfc.jwk import import_key

    registry = jwe.JWERegistry(algorithms=[algorithm, encryption])
    print(jwe.encrypt_compact(header, token, import_key(public), registry=registry))
