import FastCGI
import Fetching
import HTTP
import JWKS
import OAuth
import ResourceServer

@main
struct Orders {
    static func main() async throws {
        let client = HTTPClient(timeout: .seconds(5))
        let keys = JWKSCache(fetch: { request in
            let answer = try client.get(request.url, onlyPublicAddresses: request.onlyPublicAddresses)
            return FetchedDocument(
                body: answer.body,
                maxAge: answer.maxAge,
                isFromPublicAddress: answer.isFromPublicAddress
            )
        })
        let tenant = IssuerPolicy(issuer: "https://example.eu.auth0.com/", audiences: ["https://orders.example.com"])
        let accessGuard = AccessTokenGuard(validator: AccessTokenValidator(policies: [tenant], cache: keys))

        var router = Router()
        router.get(
            "/orders",
            accessGuard.requiring(.scope("read:orders")) { request, token in
                try .json(["customer": token.subject ?? "unknown", "orders": "none yet"])
            }
        )

        let listener = try Listener(.unix(path: "/tmp/orders.sock"), socketMode: 0o666)
        try await Server(listener: listener, handler: router).run()
    }
}
