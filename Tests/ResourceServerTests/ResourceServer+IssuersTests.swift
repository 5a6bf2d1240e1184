import HTTP
import HTTPTypes
import JOSE
import JWKS
import Logging
import OAuth
import ResourceServer
import ResourceServerTestSupport
import Synchronization
import Testing

@Suite("A resource server of an issuer and an audience", .timeLimit(.minutes(10)))
struct ResourceServerIssuersTests {
    private let log = RecordedLog()
    private let issuerKey: SigningKey

    init() throws { issuerKey = try SigningKey.generate(.es256) }

    private func api(_ fetch: @escaping DocumentFetch) throws -> ResourceServer {
        try ResourceServer(
            issuers: [
                IssuerPolicy(issuer: GuardFixture.issuer, audiences: [GuardFixture.audience], algorithms: [.es256])
            ],
            fetch: fetch,
            logger: log.logger
        )
    }

    private func respond(_ api: ResourceServer, _ authorization: String?) async throws -> Response {
        let request = try Request.with(authorization.map { [("Authorization", $0)] } ?? [], target: "/")
        return try await api.requiring { _, _ in Response(status: .ok) }.respond(to: request)
    }

    private func token(of issuer: String = GuardFixture.issuer) throws -> String {
        let now = Int64(NumericDate.now.secondsSinceEpoch)
        return try issuerKey.sign([
            "iss": .string(issuer), "aud": .string(GuardFixture.audience), "iat": .integer(now),
            "exp": .integer(now + 60),
        ])
    }

    private func isLogged(_ message: String) async throws -> RecordedLog.Line {
        while true {
            if let line = log.lines.first(where: { $0.message == message }) { return line }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    @Test("what a request has fetched belongs to its trace, with an identifier of its own")
    func trace() async throws {
        let traces = Mutex<[String]>([])
        let policy = IssuerPolicy(issuer: GuardFixture.issuer, audiences: [GuardFixture.audience], algorithms: [.es256])
        // Nothing is fetched before a token needs it.
        let api = ResourceServer(
            resolver: { _ in policy },
            fetch: { request in
                traces.withLock { $0.append(request.traceparent ?? "none") }
                throw DocumentAbsent("404")
            },
            logger: log.logger
        )
        let (traceID, parentID) = ("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7")
        let fields = [
            ("Authorization", "Bearer \(try token())"), ("traceparent", "00-\(traceID)-\(parentID)-01"),
        ]
        let request = try Request.with(fields, target: "/")
        _ = try await api.requiring { _, _ in Response(status: .ok) }.respond(to: request)
        let sent = try traces.withLock(\.self).map { try #require(TraceContext($0)) }
        #expect(!sent.isEmpty)
        #expect(sent.allSatisfy { $0.traceID == traceID && $0.parentID != parentID && $0.isSampled })
    }

    @Test("keys are found through the closure, which may wait, and tokens of theirs are good")
    func ownClient() async throws {
        let asked = Mutex<[String]>([])
        let set = JSONObject(dictionaryLiteral: ("keys", .array([.object(issuerKey.publicJWK)]))).encoded()
        let api = try api { request in
            asked.withLock { $0.append(request.url) }
            try await Task.sleep(for: .milliseconds(1))
            let document = #"{"issuer":"\#(GuardFixture.issuer)","jwks_uri":"https://issuer.example.com/jwks"}"#
            return FetchedDocument(body: request.kind == .keySet ? set : Array(document.utf8))
        }
        #expect(try await respond(api, "Bearer \(token())").status == .ok)
        // Not the last: the issuer's other metadata is looked at once there are keys.
        #expect(asked.withLock(\.self).contains("https://issuer.example.com/jwks"))
        #expect(try await isLogged("keys fetched").fields["iss"] == .string(GuardFixture.issuer))
    }

    @Test("keys that cannot be fetched are a warning before any request, with the reason")
    func failure() async throws {
        struct Refused: Error, CustomStringConvertible { let description = "connection refused" }
        let api = try api { _ in throw Refused() }
        let line = try await isLogged("keys could not be fetched")
        #expect(line.level == .warning)
        #expect(line.fields["reason"]?.description.contains("connection refused") == true)
        #expect(try await respond(api, "Bearer \(token())").status == .serviceUnavailable)
    }

    @Test("a resolver finds issuers as they are needed: the stranger of one it does not know causes no fetch")
    func resolver() async throws {
        let fetched = Mutex<[String]>([])
        let set = JSONObject(dictionaryLiteral: ("keys", .array([.object(issuerKey.publicJWK)]))).encoded()
        let isKnown = Mutex(false)
        let api = ResourceServer(
            resolver: { name in
                guard isKnown.withLock(\.self) else { throw CancellationError() }
                guard name == GuardFixture.issuer else { return nil }
                return IssuerPolicy(
                    issuer: name,
                    audiences: [GuardFixture.audience],
                    algorithms: [.es256],
                    keySource: .jwksURI("https://issuer.example.com/jwks")
                )
            },
            fetch: { request in
                fetched.withLock { $0.append(request.url) }
                return FetchedDocument(body: set)
            },
            logger: log.logger
        )
        #expect(try await respond(api, "Bearer \(token())").status == .serviceUnavailable)
        isKnown.withLock { $0 = true }
        #expect(try await respond(api, "Bearer \(token(of: "https://stranger.example.com/"))").status == .unauthorized)
        #expect(fetched.withLock(\.self).isEmpty)
        #expect(try await respond(api, "Bearer \(token())").status == .ok)
        #expect(fetched.withLock(\.self) == ["https://issuer.example.com/jwks"])
        #expect(try await isLogged("request refused").fields["error_code"] == "jwks_fetch_failed")
    }

    @Test("a refusal has a line, without the token")
    func refusals() async throws {
        let api = try api { _ in throw CancellationError() }
        #expect(try await respond(api, nil).status == .unauthorized)
        let line = try await isLogged("request refused")
        #expect(line.level == .info)
        #expect(line.fields["error_code"] == "token_missing")
        #expect(line.fields["path"] == "/")
        let secret = "secret.\(String(repeating: "x", count: 600)).secret"
        _ = try await respond(api, "Bearer \(secret)")
        #expect(!log.lines.contains { "\($0)".contains("secret") })
    }

    @Test("bearerd's own defaults: DPoP is not taken, and only RS256 is accepted")
    func simple() async throws {
        let api = try ResourceServer(issuer: "http://127.0.0.1:1/", audience: "a", logger: log.logger)
        let response = try await respond(api, nil)
        #expect(response.headerFields[values: .wwwAuthenticate] == [#"Bearer realm="api""#])
    }

    @Test(
        "a mistake is refused with the value and what was expected",
        arguments: [
            ("", "a", "issuer : expected an https URL without query and fragment, exactly as tokens carry it in iss"),
            ("example.eu.auth0.com", "a", "issuer example.eu.auth0.com: expected an https URL"),
            ("http://issuer.example/", "a", "issuer http://issuer.example/: expected an https URL"),
            ("https://issuer.example/?a", "a", "issuer https://issuer.example/?a: expected"),
            ("https://issuer.example/", "", "audiences of https://issuer.example/: expected the identifier of an API"),
        ]
    )
    func mistakes(issuer: String, audience: String, words: String) {
        #expect {
            try ResourceServer(issuer: issuer, audience: audience, logger: log.logger)
        } throws: { "\($0)".hasPrefix(words) }
    }
}
