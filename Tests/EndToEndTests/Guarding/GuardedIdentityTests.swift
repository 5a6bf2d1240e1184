import Foundation
import HTTP
import HTTPTypes
import JOSE
import Testing

/// What a guarded application is told about the token, whatever the client writes.
@Suite(
    "The identity that a guarded application is told",
    .serialized,
    .guarded(
        GuardedConfiguration(
            server: """
                underscores_in_headers on;
                ignore_invalid_headers off;
                \(guardedLocation("/", "required"))
                \(guardedLocation("/optional/", "optional"))
                location /app/ {
                    auth_request "/_bearerd/required";
                    include bearerd_guard.conf;
                    include /etc/nginx/fastcgi_params;
                    fastcgi_pass unix:@FOLDER@/app.sock;
                }
                """
        )
    )
)
struct GuardedIdentityTests {
    static let names = ["Auth-Subject", "Auth-Client", "Auth-Scope", "Auth-Issuer", "Auth-Claims", "Auth-Refusal"]

    @Test("subject, client, scopes, issuer and claims are those of the token")
    func identity() async throws {
        let server = try GuardedServer.shared()
        let token = try await server.deployment.token(
            "--subject",
            "auth0|alice",
            "--scope",
            "read:a",
            "--scope",
            "read:b",
            "--permission",
            "read:b",
            "--permission",
            "admin"
        )
        let received = try await server.receives(token)
        #expect(received.values(like: "Auth-Subject") == ["auth0|alice"])
        #expect(received.values(like: "Auth-Client") == ["development-client"])
        #expect(received.values(like: "Auth-Scope") == ["read:a read:b admin"])
        #expect(received.values(like: "Auth-Issuer") == [server.deployment.issuer])
        let text = try #require(received.values(like: "Auth-Claims").first)
        let claims = try JSONObject(parsing: try #require(Base64URL.decode(text)))
        #expect(claims["sub"] == "auth0|alice")
        #expect(claims["permissions"] == ["read:b", "admin"])
    }

    /// Ways of writing a header field that an application may take for `Auth-Subject`.
    static let spellings = [
        ["Auth-Subject: root"], ["auth-subject: root"], ["AUTH-SUBJECT: root"], ["Auth_Subject: root"],
        ["auth_subject: root"],
        ["Auth-Subject: root", "Auth-Subject: admin"], ["Auth_Subject: root", "AUTH-subject: admin"],
        ["Auth-Subject:root"],
        ["Auth-Subject: root\r\n folded"], ["Auth-Subject : root"],
    ]

    @Test("a forged header field never arrives", arguments: spellings)
    func forged(fields: [String]) async throws {
        let server = try GuardedServer.shared()
        let token = try await server.deployment.token("--subject", "auth0|alice")
        for name in Self.names {
            let fields = fields.map { field in
                field.replacing("Auth-Subject", with: name).replacing(
                    "Auth_Subject",
                    with: name.replacing("-", with: "_")
                )
                .replacing("auth-subject", with: name.lowercased()).replacing("AUTH-SUBJECT", with: name.uppercased())
                .replacing("auth_subject", with: name.lowercased().replacing("-", with: "_"))
            }
            let received = try await server.upstream.receives { () async throws in
                _ = try await server.http.send("GET", "/x", fields: fields + ["Authorization: Bearer \(token)"])
                _ = try await server.http.send("GET", "/optional/x", fields: fields)
            }
            for request in received {
                #expect(request.values(like: name).count <= 1)
                #expect(!request.head.contains("root") && !request.head.contains("admin"))
            }
        }
    }

    @Test(
        "a name that an application may take for one of these is refused with 400",
        arguments: ["Auth.Subject", "Auth--Subject", "auth__subject", "Auth-Subject-", "_auth_subject", "Auth!Subject"]
    )
    func oddSpelling(name: String) async throws {
        let server = try GuardedServer.shared()
        let token = try await server.deployment.token("--subject", "auth0|alice")
        let received = try await server.upstream.receives { () async throws in
            for (path, fields) in [("/x", ["Authorization: Bearer \(token)"]), ("/optional/x", [])] {
                let answer = try await server.http.send("GET", path, fields: fields + ["\(name): root"])
                #expect(answer.status == 400)
                #expect(answer.members["error_code"] == "invalid_request")
            }
        }
        #expect(received.isEmpty)
    }

    @Test("a FastCGI application is told one subject, that of the token, however a client spells the name")
    func fastCGI() async throws {
        let server = try GuardedServer.shared()
        let token = try await server.deployment.token("--subject", "alice")
        let application = ClosureHandler { request in
            let lines = request.headerFields.filter { $0.name.canonicalName.contains("subject") }
            return Response(
                status: .ok,
                body: Array(lines.map { "\($0.name)=\($0.value)" }.joined(separator: "\n").utf8)
            )
        }
        try await withFastCGIApplication(socket: "\(server.deployment.folder)/app.sock", application) {
            () async throws in
            for name in ["Auth-Subject", "auth_subject", "Auth_SUBJECT", "Auth.Subject", "Auth--Subject"] {
                let fields = ["Authorization: Bearer \(token)", "\(name): root"]
                let answer = try await server.http.send("GET", "/app/x", fields: fields)
                if answer.status == 200 {
                    #expect(answer.text == "auth-subject=alice", "\(name)")
                } else {
                    #expect(answer.status == 400)
                    #expect(["Auth.Subject", "Auth--Subject"].contains(name))
                }
            }
        }
    }

    @Test("without a token nothing is told, whatever the client says")
    func noToken() async throws {
        let server = try GuardedServer.shared()
        let received = try await server.upstream.receives { () async throws in
            let fields = Self.names.map { "\($0): forged" }
            #expect(try await server.http.send("GET", "/optional/x", fields: fields).status == 200)
        }
        let request = try #require(received.first)
        for name in Self.names { #expect(request.values(like: name) == []) }
    }

    @Test(
        "whatever a claim holds, it stays within its header field, and can be read back",
        arguments: [
            "a\r\nAuth-Client: root", "a\u{0}b", "\u{e4}\u{1F600}", "a b", " a ", "100%", "%0d%0a", "\u{7f}\u{85}", "",
            String(repeating: "x", count: 4_000),
        ]
    )
    func unsafeSubject(subject: String) async throws {
        let server = try GuardedServer.shared()
        let json = String(decoding: JSONValue.string(subject).encoded(), as: UTF8.self)
        let token = try await server.deployment.token("--claim", "sub=\(json)")
        let received = try await server.receives(token)
        #expect(received.values(like: "Auth-Client") == ["development-client"])
        let value = received.values(like: "Auth-Subject").first ?? ""
        #expect(value.utf8.allSatisfy { (0x21...0x7E).contains($0) })
        #expect(value.removingPercentEncoding == subject)
    }
}

extension GuardedServer {
    /// What the application receives of a request with a token, which must be let through.
    fileprivate func receives(_ token: String) async throws -> RecordingUpstream.Received {
        let received = try await upstream.receives { () async throws in
            #expect(try await http.get("/x", token: token).status == 200)
        }
        return try #require(received.first)
    }
}
