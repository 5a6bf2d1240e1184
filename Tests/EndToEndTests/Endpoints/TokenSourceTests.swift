import Testing

@Suite(
    "Where a token may be",
    .deployed(DeploymentConfiguration(settings: ["TOKEN_SOURCES": "header,cookie:at,query:at"]))
)
struct TokenSourceTests {
    @Test("a token in a cookie is let through")
    func cookie() async throws {
        let deployment = try Deployment.shared()
        let field = try await "Cookie: a=b; at=\(deployment.token()); c=d"
        #expect(try await deployment.http.send("GET", "/api/private", fields: [field]).status == 200)
    }

    @Test("a token in the query is let through, and the answer is for nobody to keep (RFC 6750 §2.3)")
    func query() async throws {
        let deployment = try Deployment.shared()
        let token = try await deployment.token()
        let answer = try await deployment.http.send("GET", "/api/private?a=b&at=\(token)")
        #expect(answer.status == 200)
        let directives = answer.values(of: "Cache-Control").joined(separator: ",").split(separator: ",")
        #expect(directives.map { String($0.filter { $0 != " " }) }.sorted() == ["no-store", "private"])
    }

    @Test("tokens in two places are a bad request, even if both are good")
    func twoPlaces() async throws {
        let deployment = try Deployment.shared()
        let token = try await deployment.token()
        let header = "Authorization: Bearer \(token)"
        for answer in [
            try await deployment.http.send("GET", "/api/private", fields: [header, "Cookie: at=\(token)"]),
            try await deployment.http.send("GET", "/api/private?at=\(token)", fields: [header]),
            try await deployment.http.send("GET", "/api/private?at=\(token)&at=\(token)"),
            try await deployment.http.send("GET", "/api/private", fields: ["Cookie: at=\(token); at=\(token)"]),
        ] {
            #expect(answer.status == 400)
            #expect(answer.members["error_code"] == "invalid_request")
        }
    }

    @Test("no token reaches the log")
    func log() async throws {
        let deployment = try Deployment.shared()
        let token = try await deployment.token("--broken", "expired")
        _ = try await deployment.http.send("GET", "/api/private?at=\(token)")
        _ = try await deployment.http.send("GET", "/api/private", fields: ["Cookie: at=\(token)"])
        try await waitUntil("both refusals are logged") {
            try deployment.logLines(path: "/api/private").count { $0["error_code"] == "token_expired" } >= 2
        }
        #expect(try !deployment.log().contains(token.suffix(40)))
    }
}
