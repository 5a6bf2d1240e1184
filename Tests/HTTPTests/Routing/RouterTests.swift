import HTTP
import HTTPTypes
import Testing

@Suite("Router")
struct RouterTests {
    private static let router: Router = {
        var router = Router()
        router.get("/Keys") { _ in Response(status: .ok, body: Array("get".utf8)) }
        router.on(.post, "/Keys", ClosureHandler { _ in Response(status: .created) })
        router.on(.put, "/put", ClosureHandler { _ in Response(status: .noContent) })
        return router
    }()

    private func respond(_ method: HTTPRequest.Method, _ target: String) async throws -> Response {
        try await Self.router.respond(to: Request(method: method, target: target))
    }

    @Test(
        "path and method choose the handler, the query does not matter",
        arguments: ["/Keys", "/Keys?a=/put", "/Keys?"]
    )
    func chooses(target: String) async throws {
        #expect(try await respond(.get, target).body == Array("get".utf8))
        #expect(try await respond(.post, target).status == .created)
    }

    @Test("a response says under which path it was found, whatever the method")
    func route() async throws {
        for method in [HTTPRequest.Method.get, .post, .options, .delete] {
            #expect(try await respond(method, "/Keys?a=b").route == "/Keys")
        }
        #expect(try await respond(.get, "/keys").route == nil)
    }

    @Test("what need not be waited for is answered at once: where nobody is asked, and by handlers that do not wait")
    func atOnce() async throws {
        var router = Router()
        router.on(.post, "/at-once", ClosureHandler { _ in Response(status: .created) }.withoutBody())
        router.on(
            .post,
            "/waiting",
            ClosureHandler { _ in
                await Task.yield()
                return Response(status: .created)
            }
        )
        for (method, target, status) in [
            (.post, "/at-once", 201), (.post, "/waiting", nil), (.get, "/waiting", 405), (.options, "/waiting", 204),
            (.post, "/", 404),
        ] as [(HTTPRequest.Method, String, Int?)] {
            let request = Request(method: method, target: target)
            let response = try router.respondAtOnce(to: request)
            #expect(response?.status.code == status)
            guard let response else { continue }
            let other = try await router.respond(to: request)
            #expect(other.status == response.status && other.route == response.route)
            #expect(other.headerFields == response.headerFields)
        }
    }

    @Test("a handler that does not wait finds its parameters, and an error that is an answer is one")
    func atOnceWithParameters() throws {
        var router = Router()
        router.get("/orders/:id") { request in
            guard let id = request.parameters["id"], id != "0" else { throw HTTPError(.conflict, "No order.") }
            return Response(status: .ok, body: Array(id.utf8))
        }
        let found = try router.respondAtOnce(to: Request(target: "/orders/4%32"))
        #expect(found?.body == Array("42".utf8))
        #expect(found?.route == "/orders/:id")
        let refused = try router.respondAtOnce(to: Request(target: "/orders/0"))
        #expect(refused?.status == .conflict)
        #expect(refused?.route == "/orders/:id")
    }

    @Test("a route's handler says whether it reads a body; where there is none, nobody does")
    func readsBody() {
        var router = Router()
        router.on(.post, "/reads", ClosureHandler { _ in Response(status: .ok) })
        router.on(.post, "/not", ClosureHandler { _ in Response(status: .ok) }.withoutBody())
        router.get("/get") { _ in Response(status: .ok) }
        let handler: any Handler = router.behind(Passing())
        func reads(_ method: HTTPRequest.Method, _ target: String) -> Bool {
            handler.readsBody(of: Request(method: method, target: target))
        }
        #expect(reads(.post, "/reads"))
        #expect(reads(.get, "/get") && reads(.head, "/get"))
        #expect(!reads(.post, "/not"))
        #expect(!reads(.put, "/reads"))
        #expect(!reads(.options, "/reads"))
        #expect(!reads(.post, "/nowhere"))
    }

    @Test("paths that look alike are two routes")
    func lookalikes() async throws {
        var router = Router()
        router.get("/caf\u{E9}") { _ in Response(status: .ok) }
        router.get("/cafe\u{301}") { _ in Response(status: .created) }
        #expect(try await router.respond(to: Request(target: "/caf\u{E9}")).status == .ok)
        #expect(try await router.respond(to: Request(target: "/cafe\u{301}")).status == .created)
    }

    private struct Passing: Middleware {
        func respond(to request: Request, next: any Handler) async throws -> Response {
            try await next.respond(to: request)
        }
    }

    /// Unicode would sort the marks before it hashes them, which takes hours.
    @Test("a path of combining marks is looked up as fast as any other", .timeLimit(.minutes(1)))
    func combiningMarks() async throws {
        let marks = String(repeating: "\u{301}", count: 500_000) + String(repeating: "\u{316}", count: 500_000)
        #expect(try await respond(.get, "/" + marks).status == .notFound)
    }

    @Test(
        "another path is 404, however much alike it looks",
        arguments: [
            "/", "", "/keys", "/Keys/", "//Keys", "/Keys/..", "/./Keys", "/%4beys", "/Keys;a", "/Keys#a", "*",
            // The Kelvin sign, which Unicode takes for a K.
            "/\u{212A}eys",
        ]
    )
    func notFound(target: String) async throws {
        let response = try await respond(.get, target)
        #expect(response.status == .notFound)
        #expect(String(decoding: response.body, as: UTF8.self) == #"{"message":"Not found."}"#)
        #expect(response.headerFields[.cacheControl] == "no-store")
        #expect(try await respond(.options, target).status == .notFound)
    }

    @Test("a path that Unicode takes for another one is 404")
    func unicode() async throws {
        var router = Router()
        router.get("/cafe\u{301}") { _ in Response(status: .ok) }
        #expect(try await router.respond(to: Request(target: "/cafe\u{301}")).status == .ok)
        #expect(try await router.respond(to: Request(target: "/caf\u{E9}")).status == .notFound)
    }

    @Test("HEAD is served by what serves GET")
    func head() async throws {
        #expect(try await respond(.head, "/Keys").status == .ok)
        #expect(try await respond(.head, "/put").status == .methodNotAllowed)
    }

    @Test(
        "another method is 405, and Allow says which there are",
        arguments: [HTTPRequest.Method.delete, .patch, .connect]
    )
    func methodNotAllowed(method: HTTPRequest.Method) async throws {
        let response = try await respond(method, "/Keys")
        #expect(response.status == .methodNotAllowed)
        #expect(response.headerFields[.allow] == "GET, POST, HEAD, OPTIONS")
        #expect(String(decoding: response.body, as: UTF8.self) == #"{"message":"Method not allowed."}"#)
        #expect(try await respond(method, "/put").headerFields[.allow] == "PUT, OPTIONS")
    }

    @Test("methods are case-sensitive")
    func letterCase() async throws {
        let method = try #require(HTTPRequest.Method("get"))
        #expect(try await respond(method, "/Keys").status == .methodNotAllowed)
    }

    @Test("OPTIONS says what a path allows")
    func options() async throws {
        let response = try await respond(.options, "/Keys")
        #expect(response.status == .noContent)
        #expect(response.headerFields[.allow] == "GET, POST, HEAD, OPTIONS")
        #expect(response.body.isEmpty)
    }

    @Test("a path may answer HEAD and OPTIONS by itself")
    func ownHandlers() async throws {
        var router = Self.router
        router.on(.head, "/Keys", ClosureHandler { _ in Response(status: .accepted) })
        router.on(.options, "/Keys", ClosureHandler { _ in Response(status: .ok) })
        #expect(try await router.respond(to: Request(method: .head, target: "/Keys")).status == .accepted)
        #expect(try await router.respond(to: Request(method: .options, target: "/Keys")).status == .ok)
        let refusal = try await router.respond(to: Request(method: .delete, target: "/Keys"))
        #expect(refusal.headerFields[.allow] == "GET, POST, HEAD, OPTIONS")
    }

    @Test("the last handler of a path and method serves")
    func replaced() async throws {
        var router = Self.router
        router.get("/Keys") { _ in Response(status: .accepted) }
        #expect(try await router.respond(to: Request(target: "/Keys")).status == .accepted)
        #expect(try await router.respond(to: Request(method: .post, target: "/Keys")).status == .created)
    }
}
