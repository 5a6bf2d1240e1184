import Foundation
import Glibc
import HTTP
import HTTPTypes
import Testing

/// Whatever an operator makes of errors, and whatever state bearerd is in, no request goes on unjudged.
@Suite("Error pages around the guard")
struct GuardedFallbackTests {
    /// Every error that may be turned into another location, except the refusal itself.
    private static let codes = "400 401 404 405 408 413 414 429 500 501 502 503 504"
    private static let http2 = "@FOLDER@/http2.sock"

    /// Error pages in the guarded location before the include and behind it, and in the server around it.
    static let surroundings: [(server: String, before: String, after: String)] = [
        ("", "error_page \(codes) = @backup;", ""), ("", "", "error_page \(codes) = @backup;"),
        ("", "error_page \(codes) =200 /backup;", ""), ("", "", "error_page \(codes) =200 /backup;"),
        ("error_page 403 \(codes) = @backup;", "", ""), ("error_page 403 \(codes) =200 /backup;", "", ""),
        ("recursive_error_pages on;", "error_page \(codes) = @backup;", ""),
        ("recursive_error_pages on; error_page 403 \(codes) = @backup;", "", "error_page \(codes) = @backup;"),
        ("fastcgi_intercept_errors on; proxy_intercept_errors on; error_page 403 \(codes) = @backup;", "", ""),
        (
            "", "proxy_intercept_errors on; fastcgi_intercept_errors on; recursive_error_pages on;",
            "error_page \(codes) = @backup;"
        ),
    ]

    private static func configuration(_ surroundings: (server: String, before: String, after: String))
        -> GuardedConfiguration
    {
        GuardedConfiguration(
            server: """
                listen unix:\(http2) http2;
                \(surroundings.server)
                location / {
                    \(surroundings.before)
                    auth_request "/_bearerd/required";
                    include bearerd_guard.conf;
                    \(surroundings.after)
                    proxy_pass http://@UPSTREAM@;
                }
                location @backup { proxy_pass http://@UPSTREAM@; }
                location = /backup { proxy_pass http://@UPSTREAM@; }
                """
        )
    }

    /// Header fields of more than 64 kB, which nginx takes and cannot pass on in one record.
    private static let tooLong = (0..<3).map { "x-padding-\($0): " + String(repeating: "a", count: 30_000) }

    @Test("nothing is let through while bearerd is up, down, or fails", arguments: surroundings.indices)
    func fallbacks(index: Int) async throws {
        try await withGuardedServer(Self.configuration(Self.surroundings[index])) { server in
            let token = try await server.deployment.token()
            let good = "authorization: Bearer \(token)"
            try await expectNothingArrives(server) { () async throws in
                for fields in [[], [good]] {
                    try await expectInvalidRequest(server.http.send("GET", "/x", fields: fields + Self.tooLong))
                    try await expectInvalidRequest(server.http.send("GET", "http://localhost?x=1", fields: fields))
                    try await expectInvalidRequest(server.http.send("GET", "/a/..%2fx", fields: fields))
                }
                #expect(try await server.http.send("GET", "/x").status == 401)
                #expect(try await status(http2: [good] + Self.tooLong, server) == 400)
                #expect(try await status(http2: [good], server, target: "/a/..%2fx") == 400)
                #expect(try await status(http2: [], server) == 401)
            }
            #expect(try await server.http.get("/x", token: token).status == 200)
            #expect(try await status(http2: [good], server) == 200)

            server.deployment.bearerd.send(SIGTERM)
            let socket = server.deployment.bearerdSocket
            try await waitUntil("nobody listens") { (try? LocalSocket(path: socket)) == nil }
            try await expectNothingArrives(server) { () async throws in
                for fields in [[], [good], [good] + Self.tooLong] {
                    #expect(try await server.http.send("GET", "/x", fields: fields).status >= 500)
                    #expect(try await server.http.send("GET", "/a/..%2fx", fields: fields).status >= 500)
                    #expect(try await status(http2: fields, server) >= 500)
                }
            }
            try await expectNothingArrives(server) { () async throws in try await askFailing(server, good) }
        }
    }

    /// An application in bearerd's place that answers with the status that the target asks for.
    private func askFailing(_ server: GuardedServer, _ good: String) async throws {
        let failing = ClosureHandler { request in
            Response(status: .init(code: Int(request.path.dropFirst()) ?? 500))
        }
        try await withFastCGIApplication(socket: server.deployment.bearerdSocket, failing) { () async throws in
            for status in [500, 502, 503, 504, 400, 401, 403, 404, 405, 413, 429] {
                for fields in [[], [good]] {
                    let answer = try await server.http.send("GET", "/\(status)", fields: fields)
                    #expect(answer.status >= 400, "\(status)")
                }
            }
        }
    }

    private func expectNothingArrives(_ server: GuardedServer, _ body: () async throws -> Void) async throws {
        #expect(try await server.upstream.receives(body).map(\.requestLine) == [])
    }

    private func expectInvalidRequest(_ answer: HTTPAnswer) {
        #expect(answer.status == 400)
        #expect(answer.values(of: "Content-Type") == ["application/json"])
        #expect(answer.members["error_code"] == "invalid_request")
        #expect(answer.challenges("Bearer").first?["error"] == "invalid_request")
    }

    /// The status of a GET over HTTP/2 with these lines.
    private func status(http2 lines: [String], _ server: GuardedServer, target: String = "/x") async throws -> Int {
        let path = Self.http2.replacing("@FOLDER@", with: server.deployment.folder)
        return try await blocking {
            var request = HTTP2Request(target: target)
            request.fields = lines.map { line in
                let words = line.split(separator: ": ", maxSplits: 1).map(String.init)
                return (words[0], words[1])
            }
            return try request.status(from: LocalSocket(path: path))
        }
    }

    @Test("a target of only an asterisk is 400, over HTTP/1.1 and HTTP/2")
    func asterisk() async throws {
        try await withGuardedServer(Self.configuration(Self.surroundings[1])) { server in
            try await expectNothingArrives(server) { () async throws in
                for method in ["GET", "OPTIONS"] {
                    #expect(try await server.http.send(method, "*").status == 400)
                }
                #expect(try await status(http2: [], server, target: "*") == 400)
            }
        }
    }

    @Test("the application's own error pages stay the operator's")
    func ownErrorPages() async throws {
        let configuration = GuardedConfiguration(
            server: """
                location / {
                    auth_request "/_bearerd/required";
                    include bearerd_guard.conf;
                    error_page 502 =200 /sorry;
                    error_page 404 /missing;
                    proxy_intercept_errors on;
                    proxy_pass http://127.0.0.1:1;
                    location = /nothing { include bearerd_guard.conf; error_page 404 /missing; return 404; }
                }
                location = /sorry { return 200 sorry; }
                location = /missing { return 404 missing; }
                """
        )
        try await withGuardedServer(configuration) { server in
            let token = try await server.deployment.token()
            #expect(try await server.http.send("GET", "/x").status == 401)
            #expect(try await server.http.get("/x", token: token).text == "sorry")
        }
    }

    @Test("an error of bearerd's own is 500 for the client, in JSON")
    func failure() async throws {
        try await withGuardedServer(Self.configuration(Self.surroundings[1])) { server in
            server.deployment.bearerd.send(SIGTERM)
            let socket = server.deployment.bearerdSocket
            try await waitUntil("nobody listens") { (try? LocalSocket(path: socket)) == nil }
            // What it is asked to render tells what nginx made of it.
            let failing = ClosureHandler { request in
                guard let refusal = request.metaVariable("BEARERD_REFUSAL") else { return .internalServerError }
                let headers = request.headerFields.map(\.name.canonicalName).sorted().joined(separator: ",")
                return Response(status: .teapot, body: Array("\(refusal) \(headers)".utf8))
            }
            try await withFastCGIApplication(socket: socket, failing) { () async throws in
                let fields = ["Authorization: Bearer x", "Origin: https://a.example.com"]
                #expect(try await server.http.send("GET", "/x", fields: fields).text == "unjudged host,origin")
                let long = try await server.http.send("GET", "/x", fields: fields + Self.tooLong)
                #expect(long.text == "code=invalid_request host,origin")
            }
        }
    }
}

extension HTTPResponse.Status {
    fileprivate static let teapot = HTTPResponse.Status(code: 418)
}
