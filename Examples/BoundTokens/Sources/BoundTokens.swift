import FastCGI
import FoundationEssentials
import Logging
import ResourceServer

/// Tokens that are bound to a key of the client's (DPoP, RFC 9449): one that is stolen is of no use.
@main
struct BoundTokens: FastCGIProgram {
    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let logger = Logger(label: "bound-tokens")
        // A proof names the URL that the client has called: the one outside of nginx.
        guard let address = PublicAddress(environment["ORIGIN"] ?? "https://my-api.example.com") else {
            throw StartError(description: "ORIGIN: expected an origin such as https://my-api.example.com")
        }
        let api = try ResourceServer(
            issuers: [
                IssuerPolicy(
                    issuer: environment["ISSUER"] ?? "https://example.eu.auth0.com/",
                    audiences: ["https://my-api.example.com"]
                )
            ],
            // `.allowed` takes bearer tokens as well.
            dpop: .required,
            // Each proof is good once, and only with a nonce of ours: nobody can make proofs in advance (RFC 9449 §8).
            proofs: DPoPProtection(validator: DPoPValidator(nonces: try ServerNonces()), address: address),
            logger: logger
        )
        var router = Router()
        router.get(
            "/accounts",
            api.requiring(.scope("read:accounts")) { _, token in
                try .json(["subject": token.subject, "key": token.confirmedThumbprint])
            }
        )
        let socket = environment["SOCKET"] ?? "/run/bound-tokens/bound-tokens.sock"
        try await Server(.unix(socket), handler: router, logger: logger).runUntilSignalled()
    }
}

struct StartError: Error, CustomStringConvertible {
    let description: String
}
