import ResourceServer
import ResourceServerTesting
import Testing

@testable import orders

/// The routes in memory: no socket, no network, no nginx. What nginx makes of them is for the file `try`.
@Suite("Routes")
struct RoutesTests {
    private let issuer: TestIssuer
    private let routes: InMemoryTarget

    init() throws {
        issuer = try TestIssuer(audience: "https://orders.example.com")
        routes = InMemoryTarget(Routes.router(issuer.resourceServer()))
    }

    private func token(scopes: [String] = ["read:orders"], customer: String = "4711") throws -> String {
        try issuer.token(scopes: scopes, claims: ["https://orders.example.com/customer": .string(customer)])
    }

    @Test("a good token is answered with its customer's")
    func good() async throws {
        let response = await routes.send(.to("/orders/7", token: try token()))
        #expect(response.status == .ok)
        #expect(response.member("customer") == "4711")
    }

    @Test("whatever else is refused, with the reason")
    func refused() async throws {
        let cases = [
            RequestCase("no token", .to("/orders/7", token: nil), status: .unauthorized, code: "token_missing"),
            RequestCase(
                "no scope",
                .to("/orders/7", token: try token(scopes: [])),
                status: .forbidden,
                code: "insufficient_scope"
            ),
            RequestCase(
                "no customer",
                .to("/orders/7", token: try token(customer: "")),
                status: .unauthorized,
                code: "invalid_claims"
            ),
            RequestCase(
                "expired",
                .to("/orders/7", token: try issuer.token(scopes: ["read:orders"], defect: .expired)),
                status: .unauthorized,
                code: "token_expired"
            ),
        ]
        for row in cases {
            let mismatch = row.mismatch(with: await routes.send(row.request))
            #expect(mismatch == nil)
        }
    }
}
