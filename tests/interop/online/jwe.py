"""A second JOSE: reads a task from standard input, writes the outcome."""

import json
import sys

from jwcrypto import jwe, jwk

task = json.load(sys.stdin)
key = jwk.JWK(**task["key"])
header = {"alg": "ECDH-ES", "enc": task["enc"], "kid": task["key"]["kid"]}
for name in ("apu", "apv"):
    if name in task:
        header[name] = task[name]
token = jwe.JWE(task["content"].encode(), json.dumps(header))
token.add_recipient(key)
json.dump({"jwe": token.serialize(compact=True), "thumbprint": key.thumbprint()}, sys.stdout)
