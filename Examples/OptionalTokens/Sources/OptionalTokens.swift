import FastCGI
import FoundationEssentials
import Logging
import ResourceServer

/// A page for everybody that knows whoever has a token. A bad token is refused, never taken for none.
@main
struct OptionalTokens: FastCGIProgram {
    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let logger = Logger(label: "optional-tokens")
        let api = try ResourceServer(
            issuer: environment["ISSUER"] ?? "https://example.eu.auth0.com/",
            audience: "https://my-api.example.com",
            logger: logger
        )
        var router = Router()
        router.get(
            "/news",
            api.optional { _, token in
                guard let token else { return try .json(News(reader: "anybody", drafts: nil)) }
                // More for those whose token allows more.
                let drafts = AccessRequirement.scope("write:news").isMet(by: token) ? ["Draft of tomorrow"] : nil
                return try .json(News(reader: token.subject, drafts: drafts))
            }
        )
        let socket = environment["SOCKET"] ?? "/run/optional-tokens/optional-tokens.sock"
        try await Server(.unix(socket), handler: router, logger: logger).runUntilSignalled()
    }
}

struct News: Encodable {
    let reader: String?
    let drafts: [String]?
}
