"""Glewlwyd, issuer `http://127.0.0.1:PORT/api/oidc`, with DPoP: the client `api`, whose secret is `secret`, and the scope `read:messages`.

The client credentials grant has the scope list for its audience, or what is asked for as `resource` (RFC 8707). The user `dwho`,
whose password is `password`, may use the authorization code grant; a third argument is where the client is told of a logout.
"""

import http.cookiejar
import json
import os
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request

port, folder = int(sys.argv[1]), sys.argv[2]
logout_uri = sys.argv[3] if len(sys.argv) > 3 else None
provider = os.getpid()
origin = f"http://127.0.0.1:{port}"
resource = "https://my-api.example.com"


def write_configuration():
    with open("/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3") as schema:
        sqlite3.connect(f"{folder}/glewlwyd.sqlite3").executescript(schema.read())
    with open(f"{folder}/glewlwyd.conf", "w") as file:
        file.write(
            f"""
            port={port}
            bind_address="127.0.0.1"
            external_url="{origin}/"
            login_url="login.html"
            api_prefix="api"
            log_mode="console"
            log_level="INFO"
            cookie_secure=0
            session_key="GLEWLWYD2_SESSION_ID"
            admin_scope="g_admin"
            profile_scope="g_profile"
            user_module_path="/usr/lib/glewlwyd/user"
            client_module_path="/usr/lib/glewlwyd/client"
            user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
            plugin_module_path="/usr/lib/glewlwyd/plugin"
            use_secure_connection=false
            secure_connection_key_file="/nowhere.key"
            secure_connection_pem_file="/nowhere.pem"
            hash_algorithm="SHA512"
            database={{ type="sqlite3" path="{folder}/glewlwyd.sqlite3" }};
            static_files_path="/usr/share/glewlwyd/webapp"
            static_files_mime_types=()
            """
        )


def pem(*words):
    return subprocess.run(["openssl", *words], check=True, capture_output=True, text=True).stdout


def configure():
    key = pem("genrsa", "2048")
    with open(f"{folder}/key.pem", "w") as file:
        file.write(key)
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def post(path, body):
        data = json.dumps(body).encode()
        request = urllib.request.Request(f"{origin}/api/{path}", data, {"Content-Type": "application/json"})
        opener.open(request, timeout=10).read()

    credentials = {"username": "admin", "password": "password"}
    # No longer than there is a Glewlwyd to configure.
    while os.getppid() == provider:
        try:
            post("auth/", credentials)
            break
        except OSError:
            time.sleep(0.1)
    post("scope/", {"name": "read:messages", "display_name": "read", "password_required": False, "scheme": {}})
    parameters = {
        "iss": f"{origin}/api/oidc",
        "jwt-type": "rsa",
        "jwt-key-size": "256",
        "key": key,
        "cert": pem("rsa", "-in", f"{folder}/key.pem", "-pubout"),
        "access-token-duration": 600,
        "refresh-token-duration": 1209600,
        "code-duration": 600,
        "refresh-token-rolling": True,
        "allow-non-oidc": True,
        "auth-type-client-enabled": True,
        "auth-type-code-enabled": True,
        "auth-type-implicit-enabled": False,
        "auth-type-refresh-enabled": False,
        "subject-type": "public",
        "jwks-show": True,
        "jwks-x5c": [],
        "oauth-dpop-allowed": True,
        "oauth-dpop-iat-duration": 60,
        "introspection-revocation-allowed": True,
        "introspection-revocation-allow-target-client": True,
        "introspection-revocation-auth-scope": [],
        "resource-allowed": True,
        "resource-scope": {"read:messages": [resource]},
        "resource-client-property": "",
        "resource-change-allowed": True,
        "session-management-allowed": True,
        "session-cookie-name": "GLEWLWYD2_OIDC_SID",
        "session-cookie-expiration": 600,
        "back-channel-logout-allowed": True,
    }
    post("mod/plugin/", {"module": "oidc", "name": "oidc", "display_name": "OpenID Connect", "parameters": parameters})
    client = {
        "client_id": "api",
        "name": "API",
        "client_secret": "secret",
        "confidential": True,
        "enabled": True,
        "authorization_type": ["client_credentials", "code"],
        "token_endpoint_auth_method": ["client_secret_basic"],
        "scope": ["openid", "read:messages"],
        "redirect_uri": ["http://127.0.0.1/callback"],
    }
    if logout_uri:
        client["backchannel_logout_uri"] = logout_uri
    user = {"username": "dwho", "password": "password", "enabled": True, "scope": ["g_profile", "openid", "read:messages"]}
    post("user/", user)
    post("client/", client)


write_configuration()
if os.fork() == 0:
    try:
        configure()
    except urllib.error.HTTPError as error:
        print(error, error.read(), flush=True)
    os._exit(0)
os.execvp("glewlwyd", ["glewlwyd", "--config-file", f"{folder}/glewlwyd.conf"])
