"""A client that nobody here wrote gets a token that is bound to its key, and calls every URL with it."""

import sys

import requests
from requests_oauth2client import OAuth2Client

token_endpoint, audience, alg, *urls = sys.argv[1:]
# It lets plain http be for tests.
client = OAuth2Client(token_endpoint, client_id="development-client", client_secret="development-secret", testing=True)
token = client.client_credentials(audience=audience, dpop=True, dpop_alg=alg)
for url in urls:
    answer = requests.get(url, auth=token, timeout=60)
    print(answer.status_code, len(answer.history), answer.request.headers["Authorization"].split()[0])
