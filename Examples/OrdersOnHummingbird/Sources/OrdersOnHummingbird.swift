import Foundation
import Hummingbird
import Logging
import ResourceServer

/// The orders of docs/library.md as a Hummingbird application: HTTP/1.1 instead of FastCGI, the same answers.
@main
struct OrdersOnHummingbird {
    static func main() async throws {
        let environment = ProcessInfo.processInfo.environment
        let logger = Logger(label: "orders")
        let api = try ResourceServer(
            issuer: environment["ISSUER"] ?? "https://example.eu.auth0.com/",
            audience: "https://my-api.example.com",
            logger: logger
        )
        let router = Hummingbird.Router(context: OrdersContext.self)
        router.group("orders")
            .add(middleware: BearerMiddleware(api: api, requirement: .scope("read:orders")))
            .get(":id") { _, context in
                let id = try context.parameters.require("id")
                return ["order": id, "customer": context.token?.subject ?? ""]
            }
        let socket = environment["SOCKET"] ?? "/run/orders/orders.sock"
        let application = Application(
            router: router,
            configuration: .init(address: .unixDomainSocket(path: socket)),
            logger: logger
        )
        try await application.runService()
    }
}

struct OrdersContext: BearerContext {
    var coreContext: CoreRequestContextStorage
    var token: AccessToken?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
    }
}
