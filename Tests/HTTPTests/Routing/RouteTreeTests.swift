import HTTP
import HTTPTypes
import Testing

@Suite("Routes with parameters")
struct RouteTreeTests {
    /// What the routes of these paths answer: their path, and what stood in it.
    private func answer(_ paths: [String], to target: String) async throws -> String? {
        var router = Router()
        for path in paths {
            router.get(path) { request in
                let values = ["id", "item", "name"].compactMap { name in
                    request.parameters[name].map { "\(name)=\($0)" }
                }
                return Response(status: .ok, body: Array(values.joined(separator: " ").utf8))
            }
        }
        let response = try await router.respond(to: Request(target: target))
        guard response.status == .ok, let route = response.route else { return nil }
        return "\(route) \(String(decoding: response.body, as: UTF8.self))"
    }

    @Test("the values are those of the path, decoded once")
    func values() async throws {
        let paths = ["/orders/:id", "/orders/:id/items/:item"]
        #expect(try await answer(paths, to: "/orders/42") == "/orders/:id id=42")
        #expect(try await answer(paths, to: "/orders/4%202?x=/items/y") == "/orders/:id id=4 2")
        #expect(try await answer(paths, to: "/orders/%2531") == "/orders/:id id=%31")
        #expect(try await answer(paths, to: "/orders/%C3%A9/items/..a") == "/orders/:id/items/:item id=é item=..a")
    }

    @Test("an exact path comes before one with parameters, an early literal before a late one")
    func order() async throws {
        let paths = ["/:name/new", "/orders/:id", "/orders/new", "/:name/:id"]
        #expect(try await answer(paths, to: "/orders/new") == "/orders/new ")
        #expect(try await answer(paths, to: "/orders/old") == "/orders/:id id=old")
        #expect(try await answer(paths, to: "/others/new") == "/:name/new name=others")
        #expect(try await answer(paths, to: "/others/old") == "/:name/:id id=old name=others")
    }

    @Test("where a literal leads nowhere, a parameter may")
    func backtracking() async throws {
        let paths = ["/a/b/c", "/a/:id/d", "/:name/:id/e"]
        #expect(try await answer(paths, to: "/a/b/d") == "/a/:id/d id=b")
        #expect(try await answer(paths, to: "/a/b/e") == "/:name/:id/e id=b name=a")
    }

    @Test(
        "a segment that is none of a resource's, or could be taken for several, names nothing",
        arguments: [
            "", ".", "..", "%2e", "%2E%2e", "a%2fb", "..%2F..%2Fetc", "%00", "%", "%4", "%zz", "%ff", "a/b", "a/",
        ]
    )
    func strange(segment: String) async throws {
        #expect(try await answer(["/orders/:id"], to: "/orders/" + segment) == nil)
    }

    @Test("a path without parameters is compared as it was sent")
    func literal() async throws {
        for target in ["/%6frders/1", "/Orders/1", "//orders/1", "/orders/./1", "orders/1", ""] {
            #expect(try await answer(["/orders/:id"], to: target) == nil)
        }
    }

    @Test("methods of one path answer together, whatever its parameters are called")
    func methods() async throws {
        var router = Router()
        router.get("/orders/:id") { _ in Response(status: .ok) }
        router.put("/orders/:id") { _ in Response(status: .noContent) }
        router.delete("/orders/:order") { request in
            Response(status: request.parameters["order"] == "1" ? .accepted : .ok)
        }
        func respond(_ method: HTTPRequest.Method) async throws -> Response {
            try await router.respond(to: Request(method: method, target: "/orders/1"))
        }
        #expect(try await respond(.put).status == .noContent)
        #expect(try await respond(.delete).status == .accepted)
        #expect(try await respond(.head).status == .ok)
        let refused = try await respond(.patch)
        #expect(refused.status == .methodNotAllowed)
        #expect(refused.headerFields[.allow] == "GET, PUT, DELETE, HEAD, OPTIONS")
        #expect(refused.route == "/orders/:id")
    }

    @Test("a long path is no search", .timeLimit(.minutes(1)))
    func longPaths() async throws {
        let paths = (1...12).map { "/:name" + String(repeating: "/a", count: $0) }
        let target = String(repeating: "/a", count: 8_000)
        for _ in 0..<200 { #expect(try await answer(paths, to: target) == nil) }
    }

    @Test(
        "a path that is none of a route's stops the program",
        arguments: ["orders", "", "/orders/:", "/:id/:id"]
    )
    func malformed(path: String) async {
        await #expect(processExitsWith: .failure) { [path] in
            var router = Router()
            router.get(path) { _ in Response(status: .ok) }
        }
    }
}
