import Testing

/// What nginx guards and what an application serves is the same, however a target is written.
@Suite(
    "Targets that mean two things",
    .serialized,
    .guarded(
        GuardedConfiguration(
            server: """
                location / {
                    proxy_pass http://@UPSTREAM@;
                }
                \(guardedLocation("/reports/", "all=read:reports"))
                """
        )
    )
)
struct GuardedTargetTests {
    /// Targets that some application takes for `/reports/x`, or nginx does.
    static let targets = [
        "/reports/x", "//reports/x", "///reports/x", "/./reports/x", "/public/../reports/x", "/public/..%2freports/x",
        "/public/..%2Freports/x", "/public/%2e%2e/reports/x", "/public/%2E%2e%2freports/x", "/public/.%2e/reports/x",
        "/public%2f..%2freports/x", "/public/..;/reports/x", "/public/..%3b/reports/x", "/public/..\\reports/x",
        "/public\\..\\reports/x", "/public/..%5creports/x", "\\reports/x", "/\\reports/x", "/%5creports/x",
        "/%2freports/x",
        "//public/reports/x", "/%2fpublic/reports/x", "/\\public/reports/x", "/reports/./x", "/reports//x",
        "/reports/%2e/x", "/r%65ports/x", "/%72eports/x", "/reports%2fx", "/public/.%00./reports/x",
        "/reports/x?a=/../b",
        "/public/%2e%2e%5creports/x", "/public/..", "/public/%2e%2e", "/reports/..%2freports/x",
        "/public/../reports/x?y=1",
        "/reports/../public/x", "/reports/..%2fpublic/x", "/public/..%3f/reports/x", "/public/..%3F", "/public/..%23",
        "/public/.%2e%23/reports", "/public/%2e%2e%3b/reports/x", "/public/%2E%2E%3B", "/public/.%3f", "/public/..#x",
    ]

    @Test("without a token nothing arrives that an application could take for what is guarded", arguments: targets)
    func nothingArrives(target: String) async throws {
        let server = try GuardedServer.shared()
        let received = try await server.upstream.receives { () async throws in
            let answer = try await server.http.send("GET", target)
            #expect([400, 401, 404].contains(answer.status))
        }
        #expect(received.isEmpty)
        let absolute = try await server.upstream.receives { () async throws in
            let answer = try await server.http.send("GET", "http://api.example.com\(target)")
            #expect([400, 401, 404].contains(answer.status))
        }
        #expect(absolute.isEmpty)
    }

    @Test(
        "targets of one meaning pass, dots and encoded characters included",
        arguments: [
            "/public/x", "/public/a%20b", "/public/.well-known", "/public/a..b", "/public/...",
            "/public/x?u=https://a/../b",
            "/public/a%2fb", "/public/x.", "/public/..x", "/public/a..%3f", "/public/..a%23",
        ]
    )
    func ordinaryTargets(target: String) async throws {
        let server = try GuardedServer.shared()
        let received = try await server.upstream.receives { () async throws in
            #expect(try await server.http.send("GET", target).status == 200)
        }
        #expect(received.map(\.target) == [target])
    }

    /// Three pieces in every order, behind a segment and at the beginning.
    static let puzzles = ["/public", "/"].flatMap { start in
        let pieces = ["/", ".", "%2e", "%2F", "%5c", "\\", ";", "?", "#", "%3F", "a"]
        return pieces.flatMap { first in
            pieces.flatMap { second in pieces.map { third in "\(start)\(first)\(second)\(third)" } }
        }
    }

    @Test("a target passes exactly if it has one meaning, whatever it is put together from")
    func puzzles() async throws {
        let server = try GuardedServer.shared()
        var expected: [String] = []
        let received = try await server.upstream.receives { () async throws in
            for target in Self.puzzles {
                let status = try await server.http.send("GET", target).status
                #expect((status == 200) != isOdd(target), "\(target): \(status)")
                if !isOdd(target) { expected.append(target) }
            }
        }
        #expect(received.map(\.target) == expected)
    }

    @Test("a target of thousands of segments is looked at to its end")
    func manySegments() async throws {
        let server = try GuardedServer.shared()
        let many = "/public" + String(repeating: "/a", count: 3_900)
        let received = try await server.upstream.receives { () async throws in
            #expect(try await server.http.send("GET", many).status == 200)
            #expect(try await server.http.send("GET", "\(many)/../reports/x").status == 400)
        }
        #expect(received.map(\.target) == [many])
    }

    /// Whether an application may see a dot segment, a backslash or an authority in a target, read without an expression.
    private func isOdd(_ target: String) -> Bool {
        var path = String(target.prefix { $0 != "?" })
        for (escaped, character) in [("%2e", "."), ("%2F", "/"), ("%5c", "\\"), ("%3F", "?")] {
            path = path.replacing(escaped, with: character)
        }
        guard path.hasPrefix("/"), !path.hasPrefix("//"), !path.contains("\\") else { return true }
        return path.split(separator: "/", omittingEmptySubsequences: false).contains { segment in
            [".", ".."].contains(segment.prefix { !";?#".contains($0) })
        }
    }
}
