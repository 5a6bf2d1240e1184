import FastCGI
import Logging
import ResourceServer

@main
struct Orders: FastCGIProgram {
    func run() async throws {
        let logger = Logger(label: "orders")
        let api = try ResourceServer(
            issuer: "https://example.eu.auth0.com/",
            audience: "https://orders.example.com",
            logger: logger
        )
        var router = Router()
        router.get(
            "/orders/:id",
            api.requiring(.scope("read:orders")) { request, token in
                try .json(["order": request.parameters["id"], "customer": token.subject])
            }
        )
        try await Server(.unix("/run/orders/orders.sock"), handler: router, logger: logger).runUntilSignalled()
    }
}
