"""An authorization server of Authlib: access tokens of RFC 9068, and metadata of RFC 8414 only.

The client credentials grant gives a token for any `client_id` and `client_secret`; `GET /rotate` makes a new key.
"""

import sys
import time

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, grants
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authlib.oauth2.rfc9068 import JWTBearerTokenGenerator, JWTIntrospectionEndpoint
from flask import Flask, jsonify
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

port = int(sys.argv[1])
issuer = f"http://127.0.0.1:{port}"
keys = []


def rotate():
    keys.insert(0, RSAKey.generate_key(2048, {"kid": f"key-{len(keys)}-{time.time_ns()}", "use": "sig", "alg": "RS256"}))


class Client(ClientMixin):
    def __init__(self, client_id):
        self.client_id = client_id

    def get_client_id(self):
        return self.client_id

    def get_allowed_scope(self, scope):
        return scope

    def check_client_secret(self, client_secret):
        return client_secret == "secret"

    def check_endpoint_auth_method(self, method, endpoint):
        return True

    def check_grant_type(self, grant_type):
        return grant_type == "client_credentials"


class TokenGenerator(JWTBearerTokenGenerator):
    def get_jwks(self):
        return KeySet([keys[0]]).as_dict(private=True)


class Introspection(JWTIntrospectionEndpoint):
    def get_jwks(self):
        return KeySet(keys[:2]).as_dict(private=False)

    def check_permission(self, token, client, request):
        return True


app = Flask(__name__)
server = AuthorizationServer(app, query_client=Client, save_token=lambda token, request: None)
server.register_grant(grants.ClientCredentialsGrant)
server.register_token_generator("default", TokenGenerator(issuer=issuer, expires_generator=lambda client, grant: 600))


# What is no JWT of its own, it looks for elsewhere, and finds nothing.
class OpaqueIntrospection(IntrospectionEndpoint):
    def query_token(self, token, token_type_hint):
        return None

    def check_permission(self, token, client, request):
        return True


server.register_endpoint(Introspection(issuer=issuer))
server.register_endpoint(OpaqueIntrospection())


@app.post("/introspect")
def introspect():
    return server.create_endpoint_response(Introspection.ENDPOINT_NAME)


@app.post("/token")
def token():
    return server.create_token_response()


@app.get("/jwks")
def jwks():
    return jsonify(KeySet(keys[:2]).as_dict(private=False))


@app.get("/.well-known/oauth-authorization-server")
def metadata():
    document = AuthorizationServerMetadata(
        issuer=issuer,
        token_endpoint=f"{issuer}/token",
        jwks_uri=f"{issuer}/jwks",
        response_types_supported=[],
        grant_types_supported=["client_credentials"],
    )
    return jsonify(document)


@app.get("/rotate")
def rotate_key():
    rotate()
    return keys[0].kid


rotate()
make_server("127.0.0.1", port, app, threaded=True).serve_forever()
