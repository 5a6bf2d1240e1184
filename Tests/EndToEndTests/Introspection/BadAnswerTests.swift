import Foundation
import Testing

/// Introspection endpoints that misbehave. A fault of the endpoint is never a 401, and never lets anybody in.
@Suite("Faulty introspection endpoints")
struct BadAnswerTests {
    private typealias Answer = IntrospectionServer.Answer

    /// What is answered, by token.
    private static let answers: [String: IntrospectionServer.Answer] = [
        "not-json": Answer(body: "active"), "html": Answer(body: "<!DOCTYPE html><html><body>Sign in</body></html>"),
        "text-true": Answer(body: #"{"active":"true"}"#), "number": Answer(body: #"{"active":1}"#),
        "null": Answer(body: #"{"active":null}"#), "without": Answer(body: #"{"sub":"alice"}"#),
        "list": Answer(body: #"[{"active":true}]"#), "twice": Answer(body: #"{"active":false,"active":true}"#),
        "exp-text": IntrospectionServer.active(["exp": #""99999999999""#]),
        "aud-number": IntrospectionServer.active(["aud": "5"]), "empty": Answer(body: ""),
        "huge": Answer(body: #"{"active":true,"x":""# + String(repeating: "x", count: 2 << 20) + #""}"#),
        "redirect": Answer(status: 302, location: "http://127.0.0.1:1/"), "not-found": Answer(status: 404),
        "bad-request": Answer(body: #"{"error":"invalid_request"}"#, status: 400),
        "created": Answer(body: #"{"active":true}"#, status: 201),
    ]

    @Test("what is no answer is 503 with Retry-After, for that token only, and the operator is told")
    func answers() async throws {
        try await IntrospectionServer.running { server in
            var answers = Self.answers
            answers["good"] = IntrospectionServer.active()
            try server.answer(answers)
            let settings = IntrospectionSettings(settings: ["REFUSALS_LOGGED": "1000"])
            try await settings.deployed(server) { deployment in
                for token in Self.answers.keys.sorted() {
                    expectUnavailable(try await deployment.http.get("/api/private", token: token), token)
                }
                // None of them keeps others from being asked about.
                #expect(try await deployment.http.get("/api/private", token: "good").status == 200)
                let log = try await deployment.log(with: "a token could not be introspected")
                #expect(log.contains("its member active is missing, or is neither true nor false"))
                #expect(!log.contains("Sign in"))
                #expect(!log.contains(IntrospectionSettings.secret))
            }
        }
    }

    @Test("a byte at a time is given up in time, and so is whoever says nothing")
    func slow() async throws {
        try await IntrospectionServer.running { server in
            var drip = IntrospectionServer.active()
            drip.drip = true
            try server.answer(["drip": drip, "silent": Answer(delay: 60)])
            try await IntrospectionSettings(settings: ["JWKS_TIMEOUT": "500ms"]).deployed(server) { deployment in
                for token in ["drip", "silent"] {
                    expectUnavailable(try await deployment.http.get("/api/private", token: token), token)
                }
                _ = try await deployment.log(with: "There was no complete answer in time")
            }
        }
    }

    @Test(
        "an endpoint that does not take our credentials is not asked again, and the operator is told",
        arguments: [401, 403]
    )
    func credentials(status: Int) async throws {
        try await IntrospectionServer.running { server in
            try server.answer(["": Answer(body: #"{"active":true}"#, status: status)])
            try await IntrospectionSettings().deployed(server) { deployment in
                for number in 1...3 {
                    expectUnavailable(try await deployment.http.get("/api/private", token: "t\(number)"), "\(number)")
                }
                #expect(try server.asked().count == 1)
                let log = try await deployment.log(with: "does not take our credentials")
                #expect(try log.split(separator: "\n").contains { try LogLine($0)["level"] == "error" })
            }
        }
    }

    @Test("nobody there is 503")
    func nobody() async throws {
        let server = IntrospectionServer(port: try LocalSocket.freePort(), folder: "/nonexistent")
        try await IntrospectionSettings().deployed(server) { deployment in
            expectUnavailable(try await deployment.http.get("/api/private", token: "t"), "t")
        }
    }

    @Test("a flood of random tokens waits within bounds, and what is believed is served meanwhile")
    func flood() async throws {
        try await IntrospectionServer.running { server in
            try server.answer(["": Answer(delay: 0.2), "known": IntrospectionServer.active()])
            let settings = IntrospectionSettings(introspection: #","max_requests": 4"#)
            try await settings.deployed(server) { deployment in
                #expect(try await deployment.http.get("/api/private", token: "known").status == 200)
                let answers = try await withThrowingTaskGroup(of: Int.self) { group in
                    for number in 1...200 {
                        let token = "random-\(number)"
                        group.addTask { try await deployment.http.get("/api/private", token: token).status }
                    }
                    group.addTask { try await deployment.http.get("/api/private", token: "known").status }
                    return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
                }
                #expect(answers[200] == 1)
                #expect(answers.keys.allSatisfy { [200, 401, 503].contains($0) })
                #expect(try server.asked().map(\.most).max() ?? 0 <= 4)
                #expect(try server.count(of: "known") == 1)
            }
        }
    }

    private func expectUnavailable(
        _ answer: HTTPAnswer,
        _ name: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(answer.status == 503, "\(name): \(answer.text)", sourceLocation: sourceLocation)
        #expect(answer.members["error_code"] == "introspection_failed", "\(name)", sourceLocation: sourceLocation)
        #expect(answer.values(of: "Retry-After").count == 1, "\(name)", sourceLocation: sourceLocation)
    }
}
