"""django-oauth-toolkit, issuer `http://127.0.0.1:PORT/o`: access tokens are opaque, or JWTs of oauthlib's third function.

The client credentials grant of `opaque` and of `api`, with the secret `secret`, gives one of either kind.
"""

import sys
from wsgiref.simple_server import make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path
from oauthlib.oauth2.rfc6749.tokens import random_token_generator, signed_token_generator

port, folder = int(sys.argv[1]), sys.argv[2]
issuer = f"http://127.0.0.1:{port}/o"
pem = rsa.generate_private_key(65537, 2048).private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()
signed = signed_token_generator(pem, iss=issuer, aud="https://my-api.example.com")


def access_token(request, refresh_token=False):
    is_signed = request.client.client_id == "api" and not refresh_token
    return signed(request) if is_signed else random_token_generator(request)


settings.configure(
    SECRET_KEY="for-tests",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{folder}/django.sqlite3"}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "oauth2_provider"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
    OAUTH2_PROVIDER={
        "OIDC_ENABLED": True,
        "OIDC_RSA_PRIVATE_KEY": pem,
        "OIDC_ISS_ENDPOINT": issuer,
        "SCOPES": {"read:messages": "read", "openid": "OpenID Connect"},
        "ACCESS_TOKEN_GENERATOR": access_token,
    },
)
django.setup()
# Looked up when a request comes.
urlpatterns = [path("o/", include("oauth2_provider.urls", namespace="oauth2_provider"))]
call_command("migrate", verbosity=0)

from oauth2_provider.models import Application  # noqa: E402

for name in ["opaque", "api"]:
    Application.objects.create(
        client_id=name,
        client_secret="secret",
        client_type="confidential",
        authorization_grant_type="client-credentials",
        algorithm="RS256",
    )
make_server("127.0.0.1", port, get_wsgi_application()).serve_forever()
