"""An authorization server of Authlib, as MCP clients need one: metadata of RFC 8414, registration (RFC 7591), authorization
codes with PKCE (RFC 7636), and access tokens of RFC 9068 for the resource that was asked for (RFC 8707), which Authlib leaves
to its user. Everybody who comes is "alice", who agrees. `GET /seen` tells what clients have asked for.
"""

import sys

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, grants
from authlib.oauth2.rfc7591 import ClientRegistrationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authlib.oauth2.rfc9068 import JWTBearerTokenGenerator
from flask import Flask, jsonify, request
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

port = int(sys.argv[1])
issuer = f"http://127.0.0.1:{port}"
key = RSAKey.generate_key(2048, {"kid": "key", "use": "sig", "alg": "RS256"})
clients = {}
codes = {}
seen = {"registrations": 0, "authorizations": []}


class Client(ClientMixin):
    def __init__(self, info, metadata):
        self.client_id = info["client_id"]
        self.metadata = metadata

    def get_client_id(self):
        return self.client_id

    def get_default_redirect_uri(self):
        return self.metadata["redirect_uris"][0]

    def get_allowed_scope(self, scope):
        return scope

    def check_redirect_uri(self, redirect_uri):
        return redirect_uri in self.metadata["redirect_uris"]

    def check_client_secret(self, client_secret):
        return False

    def check_endpoint_auth_method(self, method, endpoint):
        return method == "none"

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return grant_type == "authorization_code"


class Code(AuthorizationCodeMixin):
    def __init__(self, code, oauth_request):
        payload = oauth_request.payload
        self.code = code
        self.client_id = oauth_request.client.client_id
        self.redirect_uri = payload.redirect_uri
        self.scope = payload.scope
        self.resource = payload.data.get("resource")
        self.code_challenge = payload.data.get("code_challenge")
        self.code_challenge_method = payload.data.get("code_challenge_method")

    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope


class User:
    def get_user_id(self):
        return "alice"


class CodeGrant(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["none"]

    def save_authorization_code(self, code, oauth_request):
        codes[code] = Code(code, oauth_request)

    def query_authorization_code(self, code, client):
        found = codes.get(code)
        # RFC 8707 §2.2: no other resource than that of the authorization.
        if found and found.client_id == client.client_id and found.resource == request.form.get("resource"):
            return found

    def delete_authorization_code(self, authorization_code):
        del codes[authorization_code.code]

    def authenticate_user(self, authorization_code):
        return User()


class Registration(ClientRegistrationEndpoint):
    def authenticate_token(self, oauth_request):
        return "anybody"

    def resolve_public_key(self, oauth_request):
        return None

    def get_server_metadata(self):
        return metadata()

    def save_client(self, client_info, client_metadata, oauth_request):
        seen["registrations"] += 1
        client = Client(client_info, client_metadata)
        client.client_info = {"client_id": client.client_id}
        client.client_metadata = client_metadata
        clients[client.client_id] = client
        return client


class TokenGenerator(JWTBearerTokenGenerator):
    def get_jwks(self):
        return KeySet([key]).as_dict(private=True)

    def get_audiences(self, client, user, scope):
        return request.form.get("resource")


def metadata():
    return AuthorizationServerMetadata(
        issuer=issuer,
        authorization_endpoint=f"{issuer}/authorize",
        token_endpoint=f"{issuer}/token",
        registration_endpoint=f"{issuer}/register",
        jwks_uri=f"{issuer}/jwks",
        response_types_supported=["code"],
        grant_types_supported=["authorization_code", "refresh_token"],
        token_endpoint_auth_methods_supported=["none"],
        code_challenge_methods_supported=["S256"],
    )


app = Flask(__name__)
server = AuthorizationServer(app, query_client=clients.get, save_token=lambda token, oauth_request: None)
server.register_grant(CodeGrant, [CodeChallenge(required=True)])
server.register_endpoint(Registration)
server.register_token_generator("default", TokenGenerator(issuer=issuer, expires_generator=lambda client, grant: 600))


@app.get("/.well-known/oauth-authorization-server")
def metadata_document():
    return jsonify(metadata())


@app.get("/jwks")
def jwks():
    return jsonify(KeySet([key]).as_dict(private=False))


@app.post("/register")
def register():
    return server.create_endpoint_response("client_registration")


@app.get("/authorize")
def authorize():
    seen["authorizations"].append([request.args.get("resource"), request.args.get("scope")])
    return server.create_authorization_response(grant_user=User())


@app.post("/token")
def token():
    return server.create_token_response()


@app.get("/seen")
def what_was_seen():
    return jsonify(seen)


@app.after_request
def open_to_pages(response):
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Headers"] = "*"
    return response


make_server("127.0.0.1", port, app, threaded=True).serve_forever()
