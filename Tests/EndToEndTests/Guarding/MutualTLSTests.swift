import Foundation
import Testing

/// nginx/examples/mutual_tls.conf, with certificates that nobody has signed but their owner, and curl.
@Suite("Tokens that are bound to a client certificate", .serialized) struct MutualTLSTests {
    @Test(
        "a bound token is good over the connection of its certificate, and over no other",
        arguments: [rsa, ec]
    )
    func bound(key: [String]) async throws {
        try await withMutualTLS(key) { server in
            let token = try await server.deployment.token("--certificate", server.file("client.pem"))
            let unbound = try await server.deployment.token()
            for version in ["--http1.1", "--http2"] {
                for path in ["/x", "/payments/x", "/api/private"] {
                    #expect(try await server.status(path, token, ["client"], version) == "200", "\(version) \(path)")
                    for other in [[], ["other"]] {
                        let answer = try await server.curl(path, token, other, version)
                        #expect(answer.contains("certificate_binding_mismatch"), "\(version) \(path) \(other)")
                    }
                }
                #expect(try await server.status("/x", unbound, ["client"], version) == "200")
                #expect(try await server.status("/x", unbound, [], version) == "200")
                #expect(try await server.status("/payments/x", unbound, ["client"], version) == "401")
            }
            let log = try server.deployment.logLines(path: "/x")
            #expect(log.contains { $0["error_code"] == "certificate_binding_mismatch" })
            #expect(log.contains { $0["reason"] == "the token is bound to another client certificate" })
            try await needsBoth(server)
        }
    }

    @Test("neither another's certificate in a chain, nor what a client writes, nor an expired one lets a token through")
    func others() async throws {
        try await withMutualTLS(Self.rsa) { server in
            let own = try String(contentsOfFile: server.file("client.pem"), encoding: .utf8)
            let token = try await server.deployment.token("--certificate", server.file("client.pem"))

            let other = try String(contentsOfFile: server.file("other.pem"), encoding: .utf8)
            try (own + other).write(toFile: server.file("chain.pem"), atomically: false, encoding: .utf8)
            try FileManager.default.copyItem(atPath: server.file("client.key"), toPath: server.file("chain.key"))
            let others = try await server.deployment.token("--certificate", server.file("other.pem"))
            #expect(try await server.status("/x", token, ["chain"]) == "200")
            #expect(try await server.status("/x", others, ["chain"]) == "401")

            let escaped = try #require(own.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            for name in ["CLIENT_CERTIFICATE", "Client-Certificate", "Client-Cert", "SSL-Client-Escaped-Cert"] {
                let answer = try await server.curl("/x", token, [], fields: ["\(name): \(escaped)"])
                #expect(answer.contains("certificate_binding_mismatch"), "\(name)")
            }

            // nginx refuses it before anybody is asked.
            let made = try await Program(command: ["sh", "-ec", Self.oldCertificate], folder: server.deployment.folder)
                .run()
            try #require(made.succeeded, "\(made.error)")
            let expired = try await server.deployment.token("--certificate", server.file("expired.pem"))
            #expect(try await server.status("/x", expired, ["expired"]) == "400")
            #expect(server.upstream.received.count == 1)

            try await explain(token, server)
        }
    }

    private func explain(_ token: String, _ server: MutualTLSServer) async throws {
        func explain(_ more: [String]) async throws -> ProgramResult {
            var program = server.deployment.bearerdProgram
            program.command = [Project.bearerd, "explain", token] + more
            return try await program.run()
        }
        let good = try await explain(["--certificate", server.file("client.pem")])
        #expect(good.ending == .exited(0), "\(good.output)\(good.error)")
        let bad = try await explain(["--certificate", server.file("other.pem")])
        #expect(bad.ending == .exited(1))
        #expect(bad.output.contains("certificate_binding_mismatch"))
        #expect(try await explain([]).output.contains("ssl_verify_client optional_no_ca"))
    }

    /// Of a token that is bound to a key as well. A request without the certificate uses no proof up.
    private func needsBoth(_ server: MutualTLSServer) async throws {
        let client = try await DPoPClient(server.deployment)
        let token = try await client.token("--certificate", server.file("client.pem"))
        let proof = try await client.proof(["--url", server.url("/x"), "--token", token])
        let fields = client.fields(token, proofs: proof)
        #expect(try await server.curl("/x", nil, [], fields: fields).contains("certificate_binding_mismatch"))
        #expect(try await server.status("/x", token, ["client"]) == "401")
        #expect(try await server.curl("/x", nil, ["client"], fields: fields).hasSuffix("200"))
        #expect(try await server.curl("/x", nil, ["client"], fields: fields).contains("dpop_proof_replayed"))
    }

    private static let rsa = ["-newkey", "rsa:2048"]
    private static let ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]

    private static let oldCertificate = """
        printf '%s\\n' '[ca]' 'default_ca=old' '[old]' 'database=index' 'serial=serial' 'new_certs_dir=.' \
            'default_md=sha256' 'policy=any' '[any]' 'commonName=supplied' >ca.cnf
        : >index
        echo 01 >serial
        openssl req -new -newkey rsa:2048 -nodes -keyout expired.key -out expired.csr -subj /CN=expired
        openssl ca -batch -selfsign -notext -config ca.cnf -keyfile expired.key -in expired.csr -out expired.pem \
            -startdate 20200101000000Z -enddate 20200102000000Z
        """
}

/// The server of the example, and the certificates of its clients.
private struct MutualTLSServer {
    let server: GuardedServer

    var deployment: Deployment { server.deployment }
    var upstream: RecordingUpstream { server.upstream }

    func file(_ name: String) -> String { "\(deployment.folder)/\(name)" }
    func url(_ path: String) -> String { "https://localhost:\(server.port)\(path)" }

    func status(
        _ path: String,
        _ token: String,
        _ certificate: [String],
        _ version: String = "--http1.1"
    ) async throws -> String {
        String(try await curl(path, token, certificate, version).suffix(3))
    }

    /// The body of the answer, and its status behind it.
    func curl(
        _ path: String,
        _ token: String?,
        _ certificate: [String],
        _ version: String = "--http1.1",
        fields: [String] = []
    ) async throws -> String {
        var words = ["curl", "-s", version, "--cacert", file("server.pem"), "-w", "%{http_version} %{http_code}"]
        for name in certificate { words += ["--cert", file("\(name).pem"), "--key", file("\(name).key")] }
        for field in fields + (token.map { ["Authorization: Bearer \($0)"] } ?? []) { words += ["-H", field] }
        let result = try await Program(command: words + [url(path)]).run()
        try #require(result.succeeded, "\(result.ending) \(result.error)")
        #expect(result.output.contains(version == "--http2" ? "2 " : "1.1 "))
        return result.output
    }

    /// What `openssl req` makes a certificate of.
    static func words(_ name: String, _ key: [String]) -> [String] {
        let names = ["-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:localhost"]
        return ["-x509", "-nodes", "-days", "1", "-keyout", "\(name).key", "-out", "\(name).pem"] + key + names
    }
}

private func withMutualTLS(_ key: [String], _ body: (MutualTLSServer) async throws -> Void) async throws {
    let replacements = [
        "listen 443 ssl http2;": "listen 127.0.0.1:@PORT@ ssl http2; include bearerd_locations.conf;",
        "/etc/ssl/api.example.com.pem": "@FOLDER@/server.pem", "/etc/ssl/api.example.com.key": "@FOLDER@/server.key",
        "server_name api.example.com;": "server_name localhost;",
    ]
    let prepare: @Sendable (String) async throws -> Void = { folder in
        for name in ["server", "client", "other"] {
            let words = ["openssl", "req"] + MutualTLSServer.words(name, key)
            let result = try await Program(command: words, folder: folder).run()
            try #require(result.succeeded, "\(result.error)")
        }
    }
    try await withExample("mutual_tls.conf", replacing: replacements, prepare: prepare) { server in
        try await body(MutualTLSServer(server: server))
    }
}
