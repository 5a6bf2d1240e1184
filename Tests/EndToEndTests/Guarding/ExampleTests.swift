import Foundation
import Glibc
import HTTP
import HTTPTypes
import Testing

/// Every file of nginx/examples works as it stands, but for where it listens and what it finds on the machine.
@Suite("Examples")
struct ExampleTests {
    @Test("a proxied application")
    func proxiedApp() async throws {
        try await withExample("proxied_app.conf") { server in
            let token = try await server.deployment.token("--subject", "alice", "--scope", "read:reports")
            #expect(try await server.http.send("GET", "/reports").status == 401)
            #expect(try await server.http.get("/reports", token: server.deployment.token()).status == 403)
            #expect(try await server.http.get("/reports", token: token).status == 200)
            #expect(try await server.http.send("GET", "/health", fields: ["Auth-Subject: root"]).status == 200)
            let arrived = server.upstream.received
            #expect(arrived.map(\.target) == ["/reports", "/health"])
            #expect(arrived.map { $0.values(like: "Auth-Subject") } == [["alice"], []])
        }
    }

    @Test("metrics for a Prometheus on another machine, and for nobody else", arguments: [true, false])
    func metricsServer(isPrometheus: Bool) async throws {
        let bearerd = try LocalSocket.freePort()
        let replacements = [
            "listen 192.0.2.1:9116;": "listen 127.0.0.1:@PORT@;", "127.0.0.1:80;": "127.0.0.1:\(bearerd);",
            "allow 192.0.2.9;": isPrometheus ? "allow 127.0.0.1;" : "allow 192.0.2.9;",
        ]
        try await withExample("metrics_server.conf", replacing: replacements, port: bearerd) { server in
            let answer = try await server.http.send("GET", "/metrics", fields: ["X-Forwarded-For: 192.0.2.9"])
            #expect(answer.status == (isPrometheus ? 200 : 403))
            #expect(answer.text.contains("bearerd_build_info") == isPrometheus)
            #expect(try await server.http.send("GET", "/healthz").status == 404)
        }
    }

    @Test("a FastCGI application")
    func fastCGIApp() async throws {
        let replacements = [
            "/run/php/php-fpm.sock": "@FOLDER@/app.sock", "include fastcgi_params": "include /etc/nginx/fastcgi_params",
        ]
        try await withExample("fastcgi_app.conf", replacing: replacements) { server in
            let name = try #require(HTTPField.Name("Auth-Subject"))
            let application = ClosureHandler { request in
                let values = [
                    request.values(of: name).joined(separator: "+"), request.metaVariable("HTTP_AUTH_SCOPE") ?? "none",
                    request.metaVariable("SCRIPT_FILENAME") ?? "none", request.target,
                ]
                return Response(status: .ok, body: Array(values.joined(separator: "|").utf8))
            }
            try await withFastCGIApplication(socket: "\(server.deployment.folder)/app.sock", application) {
                () async throws in
                let token = try await server.deployment.token("--subject", "alice")
                #expect(try await server.http.send("GET", "/x.php").status == 401)
                let fields = ["Authorization: Bearer \(token)", "Auth-Subject: root", "Auth-Scope: root"]
                let answer = try await server.http.send("GET", "/x.php?y", fields: fields)
                #expect(answer.status == 200)
                #expect(answer.text == "alice||/var/www/app/index.php|/x.php?y")
            }
        }
    }

    @Test("static files")
    func staticFiles() async throws {
        try await withExample("static_files.conf", replacing: ["/var/www/files": "@FOLDER@/files"]) { server in
            let folder = "\(server.deployment.folder)/files"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            try "secret".write(toFile: "\(folder)/report.txt", atomically: false, encoding: .utf8)
            let token = try await server.deployment.token("--scope", "read:files")
            let refused = try await server.http.send("GET", "/report.txt")
            #expect(refused.status == 401)
            #expect(!refused.text.contains("secret"))
            let answer = try await server.http.get("/report.txt", token: token)
            #expect(answer.text == "secret")
            #expect(answer.values(of: "Cache-Control") == ["private, no-cache"])
            let tag = try #require(answer.values(of: "ETag").first)
            let fields = ["If-None-Match: \(tag)"]
            #expect(try await server.http.send("GET", "/report.txt", fields: fields).status == 401)
            // There is no index, which is no refusal of the token.
            let missing = try await server.http.get("/", token: token)
            #expect(missing.status == 404)
            #expect(missing.values(of: "WWW-Authenticate") == [])

            try "index".write(toFile: "\(folder)/index.html", atomically: false, encoding: .utf8)
            let client = try await DPoPClient(server.deployment)
            let bound = try await client.token("--scope", "read:files")
            let proof = try await client.proof(["--url", server.url("/"), "--token", bound])
            let index = try await server.http.send("GET", "/", fields: client.fields(bound, proofs: proof))
            #expect(index.text == "index")
        }
    }

    @Test("a WebSocket")
    func webSocket() async throws {
        try await withExample("websocket.conf") { server in
            let token = try await server.deployment.token("--scope", "read:events", "--subject", "alice")
            let upgrade = ["GET /live HTTP/1.1", "Host: live.example.com", "Upgrade: websocket", "Connection: Upgrade"]
            let refused = try await server.http.exchange(
                Self.head(upgrade + ["Authorization: Bearer x.y.z"], isLast: true)
            )
            #expect(refused.status == 401)
            #expect(server.upstream.received.isEmpty)

            let port = server.port
            let echoed = try await blocking {
                let socket = try LocalSocket(port: port)
                try socket.send(Self.head(upgrade + ["Authorization: Bearer \(token)"]))
                var bytes: [UInt8] = []
                while bytes.firstRange(of: Array("\r\n\r\n".utf8)) == nil { bytes += try socket.receive() }
                try socket.send(Array("ping".utf8))
                return (String(decoding: bytes, as: UTF8.self), try socket.receive())
            }
            #expect(echoed.0.hasPrefix("HTTP/1.1 101 "))
            #expect(echoed.1 == Array("ping".utf8))
            #expect(server.upstream.received.first?.values(like: "Auth-Subject") == ["alice"])

            // In another protocol, further requests would come by unseen.
            let other = try await server.upstream.receives { () async throws in
                let fields = ["Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__", "Authorization: Bearer \(token)"]
                #expect(try await server.http.send("GET", "/live", fields: fields).status == 200)
            }
            #expect(other.map { $0.values(like: "Upgrade") } == [[]])
        }
    }

    private static func head(_ lines: [String], isLast: Bool = false) -> [UInt8] {
        let lines = isLast ? lines.map { $0 == "Connection: Upgrade" ? "Connection: close" : $0 } : lines
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    @Test("one scope for reading, another for writing, and a second factor for payments")
    func readWrite() async throws {
        try await withExample("read_write.conf") { server in
            let reader = ["Authorization: Bearer \(try await server.deployment.token("--scope", "read:orders"))"]
            let writer = ["Authorization: Bearer \(try await server.deployment.token("--scope", "write:orders"))"]
            let payer = ["Authorization: Bearer \(try await server.deployment.token("--scope", "write:payments"))"]
            let statuses = [
                try await server.http.send("GET", "/orders", fields: reader).status,
                try await server.http.send("PUT", "/orders", fields: reader).status,
                try await server.http.send("GET", "/orders", fields: writer).status,
                try await server.http.send("PUT", "/orders", fields: writer).status,
            ]
            #expect(statuses == [200, 403, 403, 200])
            let payment = try await server.http.send("POST", "/payments/1", fields: payer)
            #expect(payment.members["error"] == "insufficient_user_authentication")
        }
    }

    @Test("requests limited by subject, behind a socket that only nginx reaches")
    func rateLimit() async throws {
        let example = try Project.text(of: "nginx/examples/rate_limit.conf")
        // The line for systemd-tmpfiles that its comment tells.
        let line = try #require(example.firstMatch(of: /# +(d \/run\/nginx-limited .*)/)).1
        let replacements = ["unix:/run/nginx-limited/": "unix:@FOLDER@/limited/", "rate=10r/s": "rate=1r/m"]
        let prepare: @Sendable (String) async throws -> Void = { folder in
            var text = line.replacing("/run/nginx-limited", with: "\(folder)/limited") + "\n"
            // Only root gives folders away.
            if geteuid() != 0 { text = text.replacing("www-data www-data", with: "- -") }
            try text.write(toFile: "\(folder)/tmpfiles.conf", atomically: false, encoding: .utf8)
            let command = ["systemd-tmpfiles", "--create", "\(folder)/tmpfiles.conf"]
            #expect(try await Program(command: command).run().succeeded)
        }
        try await withExample("rate_limit.conf", replacing: replacements, prepare: prepare) { server in
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(server.deployment.folder)/limited")
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o700)
            if geteuid() == 0 { #expect(attributes[.ownerAccountName] as? String == "www-data") }
            let alice = try await server.deployment.token("--subject", "alice")
            let bob = try await server.deployment.token("--subject", "bob")
            var statuses: [Int] = []
            for _ in 0..<25 {
                let fields = ["Authorization: Bearer \(alice)", "Auth-Subject: carol\(statuses.count)"]
                statuses.append(try await server.http.send("GET", "/x", fields: fields).status)
            }
            #expect(statuses == Array(repeating: 200, count: 21) + Array(repeating: 429, count: 4))
            #expect(try await server.http.get("/x", token: bob).status == 200)
            #expect(try await server.http.send("GET", "/x").status == 401)
        }
    }

    @Test("an access log with subject and client")
    func accessLog() async throws {
        try await withExample("access_log.conf", replacing: ["/var/log/nginx": "@FOLDER@"]) { server in
            let token = try await server.deployment.token("--subject", "al\"ice")
            #expect(try await server.http.get("/good", token: token).status == 200)
            #expect(try await server.http.send("GET", "/bad").status == 401)
            var lines: [LogLine] = []
            try await waitUntil("both lines are there") {
                let log = try String(contentsOfFile: "\(server.deployment.folder)/guarded.log", encoding: .utf8)
                lines = try log.split(separator: "\n").map { try LogLine($0) }
                return lines.count == 2
            }
            #expect(lines.map { $0["uri"] } == ["/good", "/bad"])
            #expect(lines.map { $0["sub"] } == ["al\"ice", ""])
            #expect(lines.map { $0["client_id"] } == ["development-client", ""])
            #expect(lines.map { $0["refusal"] } == ["", "code=token_missing"])
        }
    }

    @Test("check-config finds nothing wrong with any of them")
    func checked() async throws {
        let folder = Project.folder + "nginx/examples/"
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0 != "lighttpd.conf" }
        #expect(files.count == 9)
        let command = [Project.bearerd, "check-config", "--nginx"] + files.map { folder + $0 }
        let result = try await Program(command: command).run()
        #expect(result.succeeded)
        #expect(result.error == "")
    }
}
