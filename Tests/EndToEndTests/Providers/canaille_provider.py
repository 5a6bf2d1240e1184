"""Canaille with its memory backend: a user `user` with the password `correct horse`, and a client `api` with the secret `secret`."""

import datetime
import sys

from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

port = int(sys.argv[1])
origin = f"http://127.0.0.1:{port}"
keys = [RSAKey.generate_key(2048, {"kid": f"key-{number}"}, auto_kid=False).as_dict(private=True) for number in range(2)]
app = create_app(
    config={
        "SECRET_KEY": "for-tests",
        "PREFERRED_URL_SCHEME": "http",
        "SERVER_NAME": f"127.0.0.1:{port}",
        "CANAILLE": {"DATABASE": "memory", "ENABLE_REGISTRATION": False},
        "CANAILLE_OIDC": {"ACTIVE_JWKS": [keys[0]], "REQUIRE_NONCE": False},
    },
)
with app.app_context():
    user = models.User(
        formatted_name="User", family_name="User", user_name="user", emails=["user@example.com"], password="correct horse"
    )
    Backend.instance.save(user)
    client = models.Client(
        client_id="api",
        client_secret="secret",
        client_id_issued_at=datetime.datetime.now(datetime.timezone.utc),
        client_name="API",
        client_uri=origin,
        grant_types=["password", "client_credentials"],
        response_types=[],
        scope=["openid", "profile"],
        token_endpoint_auth_method="client_secret_basic",
    )
    Backend.instance.save(client)
    client.audience = [client]
    Backend.instance.save(client)


@app.get("/rotate")
def rotate():
    keys.reverse()
    app.config["CANAILLE_OIDC"]["ACTIVE_JWKS"] = [keys[0]]
    return keys[0]["kid"]


make_server("127.0.0.1", port, app, threaded=True).serve_forever()
