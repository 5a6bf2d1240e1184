import Foundation
import Testing

@Suite("Endpoints through nginx", .deployed())
struct EndpointTests {
    private static let publicBody =
        #"{"message":"Hello from a public endpoint! You don't need to be authenticated to see this."}"#
    private static let privateBody =
        #"{"message":"Hello from a private endpoint! You need to be authenticated to see this."}"#
    private static let scopedBody =
        #"{"message":"Hello from a private endpoint! You need to be authenticated and "#
        + #"have a scope of read:messages to see this."}"#

    @Test(
        "the public endpoint asks for nothing, and does not even read a token",
        arguments: [[], ["Authorization: Bearer x"]]
    )
    func publicEndpoint(fields: [String]) async throws {
        let answer = try await Deployment.shared().http.send("GET", "/api/public", fields: fields)
        #expect(answer.status == 200)
        #expect(answer.text == Self.publicBody)
    }

    @Test("the private endpoint lets a good token through")
    func privateEndpoint() async throws {
        let deployment = try Deployment.shared()
        let answer = try await deployment.http.get("/api/private", token: deployment.token())
        #expect(answer.status == 200)
        #expect(answer.text == Self.privateBody)
        #expect(answer.values(of: "Cache-Control") == ["no-store"])
    }

    @Test("the scheme's name may be in any letter case", arguments: ["bearer", "BEARER", "Bearer  "])
    func schemeName(scheme: String) async throws {
        let deployment = try Deployment.shared()
        let field = try await "Authorization: \(scheme) \(deployment.token())"
        let answer = try await deployment.http.send("GET", "/api/private", fields: [field])
        #expect(answer.status == 200)
    }

    @Test(
        "the scoped endpoint takes the scope from 'scope' or from 'permissions'",
        arguments: [
            ["--scope", "read:messages"], ["--scope", "openid", "--scope", "read:messages"],
            ["--permission", "read:messages"],
        ]
    )
    func scopedEndpoint(options: [String]) async throws {
        let deployment = try Deployment.shared()
        let token = try await deployment.token(options)
        let answer = try await deployment.http.get("/api/private-scoped", token: token)
        #expect(answer.status == 200)
        #expect(answer.text == Self.scopedBody)
    }

    @Test("a user's token is for two audiences, and one of them is enough")
    func severalAudiences() async throws {
        let deployment = try Deployment.shared()
        let token = try await deployment.token("--subject", "auth0|alice", "--scope", "openid")
        #expect(try await deployment.http.get("/api/private", token: token).status == 200)
    }

    @Test("a token of the token endpoint is let through")
    func clientCredentials() async throws {
        let deployment = try Deployment.shared()
        let body = """
            {"grant_type":"client_credentials","client_id":"development-client",\
            "client_secret":"development-secret","audience":"\(Deployment.audience)"}
            """
        let issued = try await deployment.http.send(
            "POST",
            "/oauth/token",
            fields: ["Content-Type: application/json"],
            body: Array(body.utf8)
        )
        #expect(issued.status == 200)
        let token = try #require(issued.text.firstMatch(of: /"access_token":"([^"]+)"/)).1
        let answer = try await deployment.http.get("/api/private-scoped", token: String(token))
        #expect(answer.status == 200)
    }

    @Test("a token of 7 kB is let through")
    func largeToken() async throws {
        let deployment = try Deployment.shared()
        let token = try await deployment.token("--claim", "padding=\"\(String(repeating: "x", count: 4800))\"")
        try #require(token.utf8.count > 6800)
        #expect(try await deployment.http.get("/api/private", token: token).status == 200)
    }

    @Test("HEAD has the header of GET and no body", arguments: ["/api/public", "/api/private", "/healthz", "/readyz"])
    func head(path: String) async throws {
        let deployment = try Deployment.shared()
        let field = try await "Authorization: Bearer \(deployment.token())"
        let get = try await deployment.http.send("GET", path, fields: [field])
        let head = try await deployment.http.send("HEAD", path, fields: [field])
        #expect(head.status == 200)
        #expect(head.body == [])
        #expect(head.values(of: "Content-Length") == get.values(of: "Content-Length"))
        #expect(head.values(of: "Content-Type") == ["application/json"])
    }

    @Test("a query does not decide the route", arguments: ["/api/public?", "/api/public?a=b", "/api/public?a=/../x"])
    func query(target: String) async throws {
        #expect(try await Deployment.shared().http.send("GET", target).status == 200)
    }

    @Test(
        "an unknown path is not found, and only the exact path is known",
        arguments: [
            "/", "/api", "/api/public/", "/api/PUBLIC", "/api/%70ublic", "/api//public",
            "/api/private%2f",
        ]
    )
    func notFound(path: String) async throws {
        let answer = try await Deployment.shared().http.send("GET", path)
        #expect(answer.status == 404)
        #expect(answer.text == #"{"message":"Not found."}"#)
        #expect(answer.values(of: "Cache-Control") == ["no-store"])
    }

    @Test(
        "another method is refused with the methods that are served",
        arguments: ["POST", "PUT", "DELETE", "PATCH", "BREW"]
    )
    func methodNotAllowed(method: String) async throws {
        for path in ["/api/public", "/api/private", "/api/private-scoped", "/healthz", "/readyz"] {
            let answer = try await Deployment.shared().http.send(method, path)
            #expect(answer.status == 405)
            #expect(answer.text == #"{"message":"Method not allowed."}"#)
            #expect(answer.values(of: "Allow") == ["GET, HEAD, OPTIONS"])
        }
    }

    @Test("OPTIONS never asks for a token", arguments: ["/api/public", "/api/private", "/api/private-scoped"])
    func options(path: String) async throws {
        let answer = try await Deployment.shared().http.send("OPTIONS", path)
        #expect(answer.status == 204)
        #expect(answer.values(of: "Allow") == ["GET, HEAD, OPTIONS"])
        #expect(answer.values(of: "WWW-Authenticate") == [])
    }

    @Test("healthz says that the process serves")
    func health() async throws {
        let answer = try await Deployment.shared().http.send("GET", "/healthz")
        #expect(answer.status == 200)
        #expect(answer.text == #"{"status":"ok"}"#)
    }

    @Test("readyz names each issuer")
    func readiness() async throws {
        let deployment = try Deployment.shared()
        let answer = try await deployment.http.send("GET", "/readyz")
        #expect(answer.status == 200)
        #expect(answer.text.contains(deployment.issuer))
    }

    @Test(
        "every answer is JSON that no browser guesses at",
        arguments: ["/api/public", "/api/private", "/nowhere", "/healthz"]
    )
    func contentType(path: String) async throws {
        let answer = try await Deployment.shared().http.send("GET", path)
        #expect(answer.values(of: "Content-Type") == ["application/json"])
        #expect(answer.values(of: "X-Content-Type-Options") == ["nosniff"])
    }

    @Test(
        "an answer without a body says so, too",
        arguments: [
            ("OPTIONS", "/api/private", 204), ("HEAD", "/api/public", 200), ("POST", "/api/public", 405),
            ("OPTIONS", "/nowhere", 404),
        ]
    )
    func nosniff(method: String, path: String, status: Int) async throws {
        let answer = try await Deployment.shared().http.send(method, path)
        #expect(answer.status == status)
        #expect(answer.values(of: "X-Content-Type-Options") == ["nosniff"])
    }

    @Test("a body of 1 MiB is taken, and a longer one refused")
    func bodyLimit() async throws {
        let http = try Deployment.shared().http
        let limit = 1 << 20
        let taken = try await http.send("GET", "/api/public", body: [UInt8](repeating: 0, count: limit))
        #expect(taken.status == 200)
        let refused = try await http.send("GET", "/api/public", body: [UInt8](repeating: 0, count: limit + 1))
        #expect(refused.status == 413)
    }

    @Test("requests one after another on one connection are each answered")
    func keptConnection() async throws {
        let http = try Deployment.shared().http
        let request = "GET /api/public HTTP/1.1\r\nHost: localhost\r\n\r\n"
        let last = "GET /api/private HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        let answer = try await http.exchange(Array((request + request + last).utf8))
        #expect(answer.text.components(separatedBy: Self.publicBody).count == 3)
        #expect(answer.text.contains("HTTP/1.1 401"))
    }
}
