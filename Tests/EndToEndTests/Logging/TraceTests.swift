import Testing

@Suite("Traces", .guarded(GuardedConfiguration(server: guardedLocation("/", "all=read:reports"))))
struct TraceTests {
    private static let traceID = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let parentID = "00f067aa0ba902b7"
    private static let good = "00-\(traceID)-\(parentID)-01"

    @Test("a refusal is logged under the trace of its request, at a guarded location and at a route")
    func logged() async throws {
        let server = try GuardedServer.shared()
        for (http, path) in [(server.http, "/logged"), (server.deployment.http, "/api/private")] {
            let answer = try await http.send("GET", path, fields: ["traceparent: \(Self.good)"])
            #expect(answer.status == 401)
            // Others may ask for the route meanwhile.
            try await waitUntil("it is logged under its trace") {
                try server.deployment.logLines(path: path).contains {
                    $0["trace_id"] == Self.traceID && $0["span_id"] == Self.parentID
                }
            }
        }
    }

    @Test(
        "what is no traceparent is in no line",
        arguments: ["00-\(traceID)-\(parentID)-01x", "00-\(traceID)\"-0f067aa0ba902b7-01"]
    )
    func ignored(value: String) async throws {
        let server = try GuardedServer.shared()
        let path = "/ignored/\(value.utf8.count)\(value.utf8.last ?? 0)"
        _ = try await server.http.send("GET", path, fields: ["traceparent: \(value)"])
        try await waitUntil("it is logged") { try !server.deployment.logLines(path: path).isEmpty }
        let line = try #require(try server.deployment.logLines(path: path).last)
        #expect(line["trace_id"] == nil && line["span_id"] == nil)
    }

    @Test("the guarded application is given traceparent and tracestate as the client sent them, once each")
    func passedOn() async throws {
        let server = try GuardedServer.shared()
        let token = try await server.deployment.token("--scope", "read:reports")
        let fields = ["Authorization: Bearer \(token)", "traceparent: \(Self.good)", "tracestate: a=1,b=2"]
        let received = try await server.upstream.receives {
            _ = try await server.http.send("GET", "/passed", fields: fields)
        }
        let request = try #require(received.first)
        #expect(request.values(like: "traceparent") == [Self.good])
        #expect(request.values(like: "tracestate") == ["a=1,b=2"])
    }
}
