import FastCGI
import FoundationEssentials
import Logging
import ResourceServer

/// Claims of one's own as a type, a rule that every token must pass, and requirements put together.
@main
struct Claims: FastCGIProgram {
    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let logger = Logger(label: "claims")
        let issuer = IssuerPolicy(
            issuer: environment["ISSUER"] ?? "https://example.eu.auth0.com/",
            audiences: ["https://my-api.example.com"]
        )
        let noTestUsers = TokenRule { token throws(ClaimRefusal) in
            if token.subject?.hasPrefix("test|") == true { throw ClaimRefusal("Test users are not served here.") }
        }
        let api = try ResourceServer(issuers: [issuer], rules: [noTestUsers], logger: logger)

        var router = Router()
        let mayRead = AccessRequirement.any([.scope("read:reports"), .role("auditor")])
        router.get(
            "/reports/:department",
            api.requiring(mayRead, claims: Membership.self) { request, token, membership in
                // What the path names must be what the token is for: not found, so that nobody learns what there is.
                guard request.parameters["department"] == membership.department else {
                    throw HTTPError(.notFound, "There is no such department for you.")
                }
                return try .json(["department": membership.department, "reader": token.subject])
            }
        )
        let socket = environment["SOCKET"] ?? "/run/claims/claims.sock"
        try await Server(.unix(socket), handler: router, logger: logger).runUntilSignalled()
    }
}

/// The claims that this API's issuer adds to its tokens: Auth0 wants a namespace in front.
struct Membership: CustomClaims {
    let department: String
    let level: Int

    private enum CodingKeys: String, CodingKey {
        case department = "https://example.com/department"
        case level = "https://example.com/level"
    }

    func validate() throws(ClaimRefusal) {
        guard level >= 2 else { throw ClaimRefusal("Reports are for members of level 2 and above.") }
    }
}
