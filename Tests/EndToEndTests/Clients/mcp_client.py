"""The client of the Python SDK of the Model Context Protocol, which knows nothing but the URL of the server: it finds the
issuer, registers, gets a token and calls a tool. A strict one takes no resource but the very URL that it called (RFC 9728 §3.3).
"""

import asyncio
import sys
from urllib.parse import parse_qs, urlsplit

import httpx2
from mcp.client.auth import OAuthClientProvider
from mcp.client.session import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientMetadata

url, *options = sys.argv[1:]


class Storage:
    tokens = client = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client


callback = {}


async def redirect(address):
    """A browser, in which the user agrees."""
    async with httpx2.AsyncClient() as browser:
        answer = await browser.get(address, follow_redirects=False)
    callback.update(parse_qs(urlsplit(answer.headers["Location"]).query))


async def code():
    return AuthorizationCodeResult(code=callback["code"][0], state=callback["state"][0], iss=callback.get("iss", [None])[0])


async def same_resource(called, resource):
    if resource != called:
        raise ValueError(f"{resource} is not {called}")


async def main():
    auth = OAuthClientProvider(
        url,
        OAuthClientMetadata(redirect_uris=["http://127.0.0.1:1/callback"], token_endpoint_auth_method="none"),
        Storage(),
        redirect,
        code,
        validate_resource_url=same_resource if "strict" in options else None,
    )
    async with httpx2.AsyncClient(auth=auth, timeout=60) as http:
        async with streamable_http_client(url, http_client=http) as (read, write, *_):
            async with ClientSession(read, write) as session:
                await session.initialize()
                result = await session.call_tool("add", {"a": 2, "b": 3})
                print(result.content[0].text)


asyncio.run(main())
