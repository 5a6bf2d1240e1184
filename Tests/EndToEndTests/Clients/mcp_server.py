"""A server of the Python SDK of the Model Context Protocol with one tool. It knows nothing of tokens: it is behind the guard."""

import sys

from mcp.server.mcpserver import MCPServer
from mcp.server.transport_security import TransportSecuritySettings

server = MCPServer("example")


@server.tool()
def add(a: int, b: int) -> int:
    """Adds two numbers."""
    return a + b


server.run(
    "streamable-http",
    port=int(sys.argv[1]),
    transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
)
