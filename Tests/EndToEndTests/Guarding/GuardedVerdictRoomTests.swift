import Testing

/// nginx with bearerd_verdicts.conf, and more to remember than there is room for.
@Suite("Verdicts that nginx has no room for") struct GuardedVerdictRoomTests {
    private static let server = guardedLocation("/a/", "all=read:a")

    /// Three tokens: one is let through, one lacks the scope, one nobody has signed.
    private struct Tokens {
        let good: String
        let weak: String
        let bad: String

        init(_ server: GuardedServer) async throws {
            good = try await server.deployment.token("--scope", "read:a", "--subject", "alice")
            weak = try await server.deployment.token("--subject", "bob")
            bad = try await server.deployment.token("--broken", "bad-signature")
        }

        func fields(_ token: String, _ cookie: String) -> [String] {
            ["Authorization: Bearer \(token)", "Cookie: number=\(cookie)"]
        }
    }

    /// The statuses of a request with the good token and each cookie; `nil` without an answer.
    private func statuses(_ server: GuardedServer, _ tokens: Tokens, _ cookies: Range<Int>) async throws -> [Int?] {
        var statuses: [Int?] = []
        for cookie in cookies {
            let answer = try? await server.http.send("GET", "/a/x", fields: tokens.fields(tokens.good, "\(cookie)"))
            statuses.append(answer?.status)
        }
        return statuses
    }

    /// Whatever nginx has no room for, who is refused is refused, and nobody is taken for another.
    private func expectRefusals(_ server: GuardedServer, _ tokens: Tokens, _ cookies: Range<Int>) async throws {
        for cookie in cookies {
            let weak = try await server.http.send("GET", "/a/x", fields: tokens.fields(tokens.weak, "\(cookie)"))
            #expect(weak.status == 403)
            let bad = try await server.http.send("GET", "/a/x", fields: tokens.fields(tokens.bad, "\(cookie)"))
            #expect(bad.status == 401)
        }
        #expect(server.upstream.received.allSatisfy { $0.values(like: "Auth-Subject") == ["alice"] })
    }

    @Test(
        "a zone that is full forgets what nobody has asked for, and goes on letting through who may pass, and nobody else"
    )
    func fullZone() async throws {
        try await withVerdicts("5m", server: Self.server, room: "12k") { server in
            let tokens = try await Tokens(server)
            let cookies = 0..<80
            #expect(try await statuses(server, tokens, cookies).allSatisfy { $0 == 200 })
            #expect(server.upstream.received.count == cookies.count)
            #expect((10..<60).contains(try server.verdicts.count))
            try await expectRefusals(server, tokens, 70..<80)
            // Forgotten is what came first.
            try await server.stopBearerd()
            #expect(try await statuses(server, tokens, 75..<80).allSatisfy { $0 == 200 })
            #expect(try await statuses(server, tokens, 0..<5).allSatisfy { $0.map { $0 >= 500 } ?? false })
            #expect(server.upstream.received.allSatisfy { $0.values(like: "Auth-Subject") == ["alice"] })
        }
    }

    @Test("on a file system that is full nginx answers what it remembers, and lets nothing through that it should not")
    func fullDisk() async throws {
        try await withVerdicts("5m", server: Self.server, disk: "16k") { server in
            let tokens = try await Tokens(server)
            let found = try await statuses(server, tokens, 0..<12)
            let kept = found.prefix { $0 == 200 }.count
            #expect(kept > 0)
            // nginx closes the connection of whose verdict it cannot write.
            #expect(found.dropFirst(kept).allSatisfy { $0 == nil })
            #expect(found.count > kept)
            #expect(try server.deployment.nginxLog().contains("No space left on device"))
            try await expectRefusals(server, tokens, 0..<12)
            try await server.stopBearerd()
            let later = try await statuses(server, tokens, 0..<12)
            #expect(later.prefix(kept).allSatisfy { $0 == 200 })
            #expect(later.dropFirst(kept).allSatisfy { $0.map { $0 >= 500 } ?? false })
        }
    }

    @Test("no file is longer than two pages, whatever a client sends")
    func longKeys() async throws {
        try await withVerdicts("5m", server: Self.server) { server in
            let tokens = try await Tokens(server)
            var kept: [Bool] = []
            for length in stride(from: 4_000, through: 8_000, by: 250) {
                let before = try server.verdicts
                let fields = tokens.fields(tokens.good, String(repeating: "c", count: length))
                #expect(try await server.http.send("GET", "/a/x", fields: fields).status == 200)
                let added = try server.verdicts.subtracting(before)
                kept.append(!added.isEmpty)
                for name in added { #expect(try server.bytes(ofVerdict: name).count <= 8_192, "\(length)") }
            }
            #expect(kept.first == true && kept.last == false)
        }
    }

    @Test("a file in another's place, with its checksum, lets nobody through as somebody else")
    func collision() async throws {
        try await withVerdicts("5m", server: Self.server) { server in
            let alice = try await server.deployment.token("--scope", "read:a", "--subject", "alice")
            let carol = try await server.deployment.token("--scope", "read:a", "--subject", "carol")
            #expect(try await server.http.get("/a/x", token: alice).status == 200)
            let first = try #require(try server.verdicts.first)
            #expect(try await server.http.get("/a/y", token: carol).status == 200)
            let second = try #require(try server.verdicts.subtracting([first]).first)
            // All in front of the key, with the checksum of carol's, and alice's key and identity behind it.
            let separator = Array("\nKEY: ".utf8)
            let (own, other) = (try server.bytes(ofVerdict: second), try server.bytes(ofVerdict: first))
            let (end, start) = (
                try #require(own.firstRange(of: separator)), try #require(other.firstRange(of: separator))
            )
            try #require(end.lowerBound == start.lowerBound && own.count == other.count)
            try server.write(Array(own[..<end.lowerBound]) + other[start.lowerBound...], toVerdict: second)
            #expect(try await server.http.get("/a/z", token: carol).status == 200)
            #expect(server.upstream.received.last?.values(like: "Auth-Subject") == ["carol"])
            #expect(try server.deployment.nginxLog().contains("has md5 collision"))
            _ = try await server.deployment.log(with: #""/a/z""#)
        }
    }
}
