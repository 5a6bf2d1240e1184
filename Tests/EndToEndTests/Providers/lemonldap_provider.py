"""LemonLDAP::NG with its demonstration users (`dwho`, whose password is `dwho`), issuer `http://127.0.0.1:PORT/`.

The client `api`, whose secret is `secret`, gets JWTs, by the grants for client credentials and for passwords;
the client `opaque` gets what is the default. `FOLDER/rotate` makes a new key, as an administrator would.
"""

import json
import os
import subprocess
import sys

port, folder = int(sys.argv[1]), sys.argv[2]
issuer = f"http://127.0.0.1:{port}/"
audience = "https://my-api.example.com"


def pem(*words):
    return subprocess.run(["openssl", *words], check=True, capture_output=True, text=True).stdout


def client(name, options):
    prefix = "oidcRPMetaDataOptions"
    common = {
        "ClientID": name,
        "ClientSecret": "secret",
        "IDTokenSignAlg": "RS256",
        "AccessTokenSignAlg": "RS256",
        "AccessTokenExpiration": 600,
        "AllowClientCredentialsGrant": 1,
        "AllowPasswordGrant": 1,
        "BypassConsent": 1,
        "AdditionalAudiences": audience,
    }
    return {prefix + option: value for option, value in {**common, **options}.items()}


with open("/var/lib/lemonldap-ng/conf/lmConf-1.json") as file:
    configuration = json.load(file)
with open(f"{folder}/key.pem", "w") as file:
    file.write(pem("genrsa", "2048"))
for name in ["conf", "sessions", "sessions/lock", "persistent", "persistent/lock", "cache", "notifications"]:
    os.makedirs(f"{folder}/{name}", exist_ok=True)
storage = {
    "Directory": f"{folder}/sessions",
    "LockDirectory": f"{folder}/sessions/lock",
    "generateModule": "Lemonldap::NG::Common::Apache::Session::Generate::SHA256",
}
configuration.update(
    {
        "portal": issuer,
        "domain": "127.0.0.1",
        "globalStorageOptions": storage,
        "persistentStorageOptions": {
            "Directory": f"{folder}/persistent",
            "LockDirectory": f"{folder}/persistent/lock",
        },
        "localSessionStorageOptions": {
            "namespace": "lemonldap-ng-session",
            "default_expires_in": 600,
            "cache_root": f"{folder}/cache",
            "cache_depth": 3,
        },
        "notificationStorageOptions": {"dirName": f"{folder}/notifications"},
        # They would want further packages.
        "registerDB": "Null",
        "portalDisplayRegister": 0,
        "portalDisplayResetPassword": 0,
        "issuerDBOpenIDConnectActivation": 1,
        "oidcServicePrivateKeySig": open(f"{folder}/key.pem").read(),
        "oidcServicePublicKeySig": pem("rsa", "-in", f"{folder}/key.pem", "-pubout"),
        "oidcServiceKeyIdSig": "first",
        "oidcRPMetaDataOptions": {
            "api": client("api", {"AccessTokenJWT": 1}),
            "opaque": client("opaque", {}),
        },
        "oidcRPMetaDataExportedVars": {name: {"name": "cn", "email": "mail"} for name in ["api", "opaque"]},
        "oidcRPMetaDataScopeRules": {"api": {"read:messages": "1"}},
    }
)
with open(f"{folder}/conf/lmConf-1.json", "w") as file:
    json.dump(configuration, file)
with open(f"{folder}/lemonldap-ng.ini", "w") as file:
    file.write(
        f"""
[all]
logLevel = warn
checkTime = 1
logger = Lemonldap::NG::Common::Logger::Std
[configuration]
type = File
dirName = {folder}/conf
localStorage = Cache::FileCache
localStorageOptions={{'namespace'=>'config','default_expires_in'=>600,'cache_root'=>'{folder}/cache','cache_depth'=>3}}
[portal]
staticPrefix = /static
templateDir = /usr/share/lemonldap-ng/portal/templates
languages = en
"""
    )
with open(f"{folder}/index.psgi", "w") as file:
    file.write("use Lemonldap::NG::Portal::Main;\nLemonldap::NG::Portal::Main->run({});\n")
environment = {**os.environ, "LLNG_DEFAULTCONFFILE": f"{folder}/lemonldap-ng.ini"}
with open(f"{folder}/rotate", "w") as file:
    file.write(
        f"#!/bin/sh\nLLNG_DEFAULTCONFFILE={folder}/lemonldap-ng.ini exec /usr/share/lemonldap-ng/bin/rotateOidcKeys\n"
    )
os.chmod(f"{folder}/rotate", 0o700)
os.execvpe("plackup", ["plackup", "--host", "127.0.0.1", "--port", str(port), "--env", "deployment", f"{folder}/index.psgi"], environment)
