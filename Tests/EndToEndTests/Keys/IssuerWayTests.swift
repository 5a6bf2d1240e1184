import Foundation
import Testing

/// Issuers that are reached by another way than the one that their URL says, among them a real proxy.
@Suite("The way to an issuer")
struct IssuerWayTests {
    /// What the issuer answers only to who sends it.
    private static let key = "gateway-s3cret"

    /// Runs `body` with a bearerd that trusts the good issuer's keys under the name `https://issuer.test:PORT/`, which no
    /// resolver knows, behind TLS and a gateway that wants a key.
    private func withGateway(
        settings: [String: String] = [:],
        connectTo: String,
        jwksURI: String = "ISSUERjwks",
        _ body: (Deployment, _ issuer: String) async throws -> Void
    ) async throws {
        let port = try LocalSocket.freePort()
        let issuer = "https://issuer.test:\(port)/"
        var configuration = DeploymentConfiguration(settings: settings, readiness: "/healthz")
        configuration.settingsFromFolder = { ["ISSUERS_FILE": "\($0)/issuers.json"] }
        configuration.furtherServer = Self.gateway(issuer, port, jwksURI)
        configuration.prepareNginx = { folder in
            let words = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1"]
            let names = ["-subj", "/CN=issuer.test", "-addext", "subjectAltName=DNS:issuer.test"]
            let files = ["-keyout", "key.pem", "-out", "certificate.pem"]
            let result = try await Program(command: ["openssl", "req"] + words + names + files, folder: folder).run()
            try #require(result.succeeded, "\(result.error)")
            let policy = """
                [{"issuer": "\(issuer)", "audiences": ["\(Deployment.audience)"], "connect_to": "\(connectTo):\(port)",
                  "tls_ca_file": "\(folder)/certificate.pem", "headers_file": "\(folder)/headers"}]
                """
            try policy.write(toFile: "\(folder)/issuers.json", atomically: false, encoding: .utf8)
            try "X-Key: \(Self.key)\n".write(toFile: "\(folder)/headers", atomically: false, encoding: .utf8)
        }
        configuration.prepare = { folder, keys in
            try keys.write(toFile: "\(folder)/jwks", atomically: false, encoding: .utf8)
        }
        try await withDeployment(configuration) { try await body($0, issuer) }
    }

    private static func gateway(_ issuer: String, _ port: UInt16, _ jwksURI: String) -> String {
        let document = #"{"issuer":"ISSUER","jwks_uri":"\#(jwksURI)"}"#.replacing("ISSUER", with: issuer)
        return """
            server {
                listen 127.0.0.1:\(port) ssl;
                ssl_certificate certificate.pem;
                ssl_certificate_key key.pem;
                if ($http_x_key != "\(key)") { return 403; }
                location = /.well-known/openid-configuration { return 200 '\(document)'; }
                location = /jwks { alias jwks; }
                location / { return 404; }
            }
            """
    }

    /// Runs `body` with a tinyproxy, its port and its log.
    private func withProxy(
        _ lines: String = "",
        _ body: (_ port: UInt16, _ log: String) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let port = try LocalSocket.freePort()
            let configuration = """
                Port \(port)
                Listen 127.0.0.1
                Allow 127.0.0.1
                Timeout 60
                LogLevel Info
                \(lines)

                """
            let file = "\(folder)/tinyproxy.conf"
            try configuration.write(toFile: file, atomically: false, encoding: .utf8)
            let proxy = Program(command: ["tinyproxy", "-d", "-c", file], folder: folder)
            try await proxy.running(log: "\(folder)/log") { _ in
                try await waitUntil("tinyproxy listens") {
                    try String(contentsOfFile: "\(folder)/log", encoding: .utf8).contains("Accepting connections")
                }
                try await body(port, "\(folder)/log")
            }
        }
    }

    private func expectGood(_ deployment: Deployment, _ issuer: String) async throws {
        let token = try await deployment.token("--issuer", issuer)
        try await waitUntil("a token is good") {
            try await deployment.http.get("/api/private", token: token).status == 200
        }
        #expect(try !deployment.log().contains(Self.key))
    }

    @Test(
        "what is connected to in the place of the issuer's host has the certificate of its name, and is sent its headers"
    )
    func connectTo() async throws {
        try await withGateway(connectTo: "127.0.0.1") { try await expectGood($0, $1) }
    }

    @Test("keys are fetched through a real proxy, which is told host and port and nothing else")
    func proxy() async throws {
        try await withProxy { port, log in
            let settings = ["FETCH_PROXY": "http://127.0.0.1:\(port)"]
            // To bearerd this is no name of its own machine, so it asks the proxy.
            try await withGateway(settings: settings, connectTo: "127.1") { deployment, issuer in
                try await expectGood(deployment, issuer)
                let text = try String(contentsOfFile: log, encoding: .utf8)
                #expect(text.contains("CONNECT 127.1:"))
                #expect(!text.contains(Self.key) && !text.contains("jwks"))
            }
        }
    }

    @Test("a proxy that wants a password is named in the log as what refuses")
    func proxyWithPassword() async throws {
        try await withProxy("BasicAuth user password") { port, _ in
            let settings = ["FETCH_PROXY": "http://127.0.0.1:\(port)"]
            try await withGateway(settings: settings, connectTo: "127.1") { deployment, issuer in
                let token = try await deployment.token("--issuer", issuer)
                #expect(try await deployment.http.get("/api/private", token: token).status == 503)
                _ = try await deployment.log(with: "The proxy refuses the connection (status 407).")
                // What is of this machine needs no proxy.
                let own = try await deployment.token()
                #expect(try await deployment.http.get("/api/private", token: own).status == 200)
            }
        }
    }

    @Test(
        "through a proxy an issuer may name its own host and port, and no other",
        arguments: [
            "https://issuer.test:1/jwks", "https://keys.test/jwks", "https://127.1/jwks", "https://10.0.0.1/jwks",
        ]
    )
    func proxyAndOtherKeys(jwksURI: String) async throws {
        try await withProxy { port, log in
            let settings = ["FETCH_PROXY": "http://127.0.0.1:\(port)"]
            try await withGateway(settings: settings, connectTo: "127.1", jwksURI: jwksURI) { deployment, issuer in
                let token = try await deployment.token("--issuer", issuer)
                #expect(try await deployment.http.get("/api/private", token: token).status == 503)
                _ = try await deployment.log(with: "If it is meant, name it as jwks_uri in ISSUERS_FILE.")
                let port = try #require(issuer.dropLast().split(separator: ":").last)
                let asked = try String(contentsOfFile: log, encoding: .utf8).components(separatedBy: ": CONNECT ")
                    .dropFirst()
                #expect(!asked.isEmpty)
                #expect(asked.allSatisfy { $0.hasPrefix("127.1:\(port) ") })
            }
        }
    }

    @Test("plain http from a host that is named is a warning at the start")
    func plainHTTP() async throws {
        try await withTemporaryFolder { folder in
            let file = "\(folder)/issuers.json"
            let policy = #"[{"issuer": "http://id.internal/", "audiences": ["a"], "allow_http": ["id.internal"]}]"#
            try policy.write(toFile: file, atomically: false, encoding: .utf8)
            let command = [Project.bearerd, "check-config"]
            let result = try await Program(command: command, environment: ["ISSUERS_FILE": file]).run()
            #expect(result.succeeded)
            #expect(
                result.error.contains("what is fetched for http://id.internal/ may come in the clear from id.internal")
            )
        }
    }

    @Test("two documents that disagree are told, and the keys are those of the first")
    func disagreement() async throws {
        let port = try LocalSocket.freePort()
        let issuer = "http://127.0.0.1:\(port)/"
        var configuration = DeploymentConfiguration()
        configuration.furtherIssuer = issuer
        configuration.furtherServer = """
            server {
                listen 127.0.0.1:\(port);
                location = /.well-known/openid-configuration {
                    return 200 '{"issuer":"\(issuer)","jwks_uri":"\(issuer)jwks"}';
                }
                location = /.well-known/oauth-authorization-server {
                    return 200 '{"issuer":"\(issuer)","jwks_uri":"\(issuer)other-jwks"}';
                }
                location = /jwks { alias jwks; }
                location / { return 404; }
            }
            """
        configuration.readiness = "/healthz"
        configuration.prepare = { folder, keys in
            try keys.write(toFile: "\(folder)/jwks", atomically: false, encoding: .utf8)
        }
        try await withDeployment(configuration) { deployment in
            let token = try await deployment.token("--issuer", issuer)
            #expect(try await deployment.http.get("/api/private", token: token).status == 200)
            let log = try await deployment.log(with: "the issuer's metadata documents disagree")
            #expect(log.contains("oauth-authorization-server names another jwks_uri than the one at"))
            #expect(!log.contains("other-jwks"))
        }
    }
}
