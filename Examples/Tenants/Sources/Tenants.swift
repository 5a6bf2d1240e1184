import FastCGI
import FoundationEssentials
import Logging
import ResourceServer

/// Several issuers, found as they are needed: a customer who signs up is served without a restart.
@main
struct Tenants: FastCGIProgram {
    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let logger = Logger(label: "tenants")
        let customers = Customers(file: environment["CUSTOMERS"] ?? "/etc/tenants/customers.json")
        // What the resolver says counts for five minutes, and a refusal for half a minute. What it throws is 503.
        let api = ResourceServer(resolver: { try customers.policy(of: $0) }, logger: logger)

        var router = Router()
        router.get(
            "/whoami",
            api.requiring(.scope("read:profile")) { _, token in
                // A subject is one of its issuer's: only both together name somebody.
                try .json(["customer": token.issuer, "subject": token.subject])
            }
        )
        let socket = environment["SOCKET"] ?? "/run/tenants/tenants.sock"
        try await Server(.unix(socket), handler: router, logger: logger).runUntilSignalled()
    }
}

/// Where a database would be: `{"https://acme.eu.auth0.com/": "https://acme.my-api.example.com"}`, each issuer with the
/// audience of its tokens.
struct Customers: Sendable {
    let file: String

    /// The name is a stranger's word: nothing is fetched for an issuer that is not in the list.
    func policy(of issuer: String) throws -> IssuerPolicy? {
        let audiences = try JSONDecoder().decode(
            [String: String].self,
            from: Data(contentsOf: URL(filePath: file))
        )
        return audiences[issuer].map { IssuerPolicy(issuer: issuer, audiences: [$0]) }
    }
}
