import FastCGI
import FoundationEssentials
import Logging
import ResourceServer

/// An MCP server (Model Context Protocol 2025-06-18, Streamable HTTP) whose tools need a token.
@main
struct MCP: FastCGIProgram {
    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let logger = Logger(label: "mcp")
        let issuer = environment["ISSUER"] ?? "https://example.eu.auth0.com/"
        let origin = environment["ORIGIN"] ?? "https://my-api.example.com"
        // A client without a token is sent to this document, and from there to the issuer (RFC 9728).
        guard let address = PublicAddress(origin),
            let metadata = ProtectedResourceMetadata(
                address: address,
                authorizationServers: [issuer],
                sources: [.header],
                dpop: .disabled
            )
        else { throw StartError(description: "ORIGIN: expected an origin such as https://my-api.example.com") }
        let api = try ResourceServer(
            issuers: [IssuerPolicy(issuer: issuer, audiences: [origin])],
            resourceMetadata: metadata,
            logger: logger
        )
        // A protected resource of its own: tokens for this address, and no others (RFC 8707).
        guard let server = api.resource("/mcp") else { throw StartError(description: "/mcp: no path of a resource") }
        var router = Router()
        router.post(
            "/mcp",
            server.requiring { request, token in
                // Whatever page a browser shows: only those of this origin (the transport's chapter on security).
                guard request.values(of: .origin).allSatisfy({ $0 == origin }) else {
                    throw HTTPError(.forbidden, "Not from this origin.")
                }
                return try Conversation(token: token).answer(request.decode(Call.self, upTo: 65_536))
            }
        )
        let socket = environment["SOCKET"] ?? "/run/mcp/mcp.sock"
        let handler = router.behind(metadata)
        try await Server(.unix(socket), handler: handler, logger: logger).runUntilSignalled()
    }
}

struct StartError: Error, CustomStringConvertible {
    let description: String
}
