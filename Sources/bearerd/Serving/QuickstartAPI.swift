import HTTP
import OAuth
import ResourceServer

/// The three endpoints of the quickstart: public, private, and private with a scope.
enum QuickstartAPI {
    static let paths = ["/api/public", "/api/private", "/api/private-scoped"]

    static func addRoutes(to router: inout Router, resourceServer: ResourceServer) {
        let open = message("Hello from a public endpoint! You don't need to be authenticated to see this.")
        router.get("/api/public", ClosureHandler { _ in open }.behind(CredentialedResponses()).withoutBody())

        let authenticated = message("Hello from a private endpoint! You need to be authenticated to see this.")
        router.get("/api/private", resourceServer.requiring { _, _ in authenticated }.withoutBody())

        let scoped = message(
            "Hello from a private endpoint! You need to be authenticated and have a scope of read:messages to see this."
        )
        router.get(
            "/api/private-scoped",
            resourceServer.requiring(.scope("read:messages")) { _, _ in scoped }.withoutBody()
        )
    }

    private static func message(_ text: StaticString) -> Response {
        Response(json: Array(#"{"message":"\#(text)"}"#.utf8))
    }
}
