import Foundation
import Testing

/// Settings that decide which tokens are good.
@Suite("Policies")
struct PolicyTests {
    private static let algorithms = [
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "ES256K", "EdDSA", "Ed25519",
        "Ed448",
    ]

    @Test("a token of every allowed algorithm is let through, and of no other")
    func algorithms() async throws {
        let allowed = Self.algorithms.filter { $0 != "RS512" }
        let settings = ["ALGORITHMS": allowed.joined(separator: ","), "JWKS_COOLDOWN": "1s"]
        try await withDeployment(DeploymentConfiguration(settings: settings)) { deployment in
            // Each makes its key at its first use.
            var tokens: [String: String] = [:]
            for name in Self.algorithms { tokens[name] = try await deployment.token("--algorithm", name) }
            for name in allowed {
                let token = try #require(tokens[name])
                try await waitUntil("a token of \(name) is let through") {
                    try await deployment.http.get("/api/private", token: token).status == 200
                }
            }
            let refused = try await deployment.http.get("/api/private", token: #require(tokens["RS512"]))
            #expect(refused.status == 401)
            #expect(refused.members["error_code"] == "invalid_algorithm")
        }
    }

    @Test("with REQUIRE_AT_JWT an access token of RFC 9068 is let through, and another is not")
    func accessTokenProfile() async throws {
        let configuration = DeploymentConfiguration(settings: ["REQUIRE_AT_JWT": "true"])
        try await withDeployment(configuration) { deployment in
            let claims = ["--claim", #"client_id="client-7""#, "--claim", #"jti="1""#]
            let good = try await deployment.token(["--type", "at+jwt"] + claims)
            #expect(try await deployment.http.get("/api/private", token: good).status == 200)
            for options in [claims, ["--type", "at+jwt"]] {
                let answer = try await deployment.http.get("/api/private", token: deployment.token(options))
                #expect(answer.status == 401)
                #expect(answer.members["error_code"] == "invalid_claims")
            }
        }
    }

    @Test("the issuers of a file are each judged by their own policy")
    func issuersFile() async throws {
        var configuration = DeploymentConfiguration(settings: ["ISSUERS": "", "AUTH0_AUDIENCE": ""])
        configuration.prepare = { folder, keys in
            try keys.write(toFile: "\(folder)/keys.json", atomically: false, encoding: .utf8)
            let policies = """
                [{"issuer": "https://one.example/", "audiences": ["one"], "jwks_file": "\(folder)/keys.json"},
                 {"issuer": "https://two.example/", "audiences": ["two"], "jwks_file": "\(folder)/keys.json",
                  "required_claims": {"azp": ["client-7"]}}]
                """
            try policies.write(toFile: "\(folder)/issuers.json", atomically: false, encoding: .utf8)
        }
        configuration.settingsFromFolder = { ["ISSUERS_FILE": "\($0)/issuers.json"] }
        try await withDeployment(configuration) { deployment in
            for (issuer, audience, client, code) in [
                ("one", "one", "client-1", nil), ("one", "two", "client-1", "invalid_audience"),
                ("two", "two", "client-7", nil), ("two", "two", "client-1", "invalid_claims"),
                ("three", "one", "client-1", "invalid_issuer"),
            ] as [(String, String, String, String?)] {
                let token = try await deployment.token(
                    "--issuer",
                    "https://\(issuer).example/",
                    "--audience",
                    audience,
                    "--client-id",
                    client
                )
                let answer = try await deployment.http.get("/api/private", token: token)
                #expect(answer.status == (code == nil ? 200 : 401))
                #expect(answer.members["error_code"] == code)
            }
        }
    }

    @Test(
        "a secret verifies the tokens of its issuer, and one that everybody can read is warned of",
        arguments: [0o600, 0o644]
    )
    func secret(mode: Int) async throws {
        let secret = "0123456789abcdef0123456789abcdef"
        var configuration = DeploymentConfiguration(settings: ["ISSUERS": "", "AUTH0_AUDIENCE": ""])
        configuration.prepare = { folder, _ in
            try secret.write(toFile: "\(folder)/secret", atomically: false, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(folder)/secret")
            let policies = """
                [{"issuer": "https://one.example/", "audiences": ["one"], "algorithms": ["HS256"],
                  "hmac_secret_file": "\(folder)/secret"}]
                """
            try policies.write(toFile: "\(folder)/issuers.json", atomically: false, encoding: .utf8)
        }
        configuration.settingsFromFolder = { ["ISSUERS_FILE": "\($0)/issuers.json"] }
        try await withDeployment(configuration) { deployment in
            let expiry = Int(Date().timeIntervalSince1970) + 60
            let script = """
                part() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
                head=$(printf '{"alg":"HS256"}' | part)
                body=$(printf '{"iss":"https://one.example/","aud":"one","sub":"a","exp":\(expiry)}' | part)
                printf '%s.%s.%s' "$head" "$body" \
                    "$(printf '%s.%s' "$head" "$body" | openssl dgst -sha256 -hmac \(secret) -binary | part)"
                """
            let token = try await Program(command: ["sh", "-c", script]).run().output
            let answer = try await deployment.http.get("/api/private", token: token)
            #expect(answer.status == 200)
            let log = try await deployment.log(with: "serving")
            if mode == 0o644 { _ = try await deployment.log(with: "can be read by every user") }
            #expect(mode == 0o644 || !log.contains("can be read by every user"))
            #expect(!log.contains(secret))
        }
    }

    @Test("the last good keys survive a restart while the issuer is down")
    func cacheDirectory() async throws {
        try await withTemporaryFolder { cache in
            let settings = ["JWKS_CACHE_DIR": cache, "JWKS_TIMEOUT": "1s"]
            var configuration = DeploymentConfiguration(settings: settings)
            // Both have one issuer, and with it one port.
            configuration.port = try LocalSocket.freePort()
            let token = try await withDeployment(configuration) { deployment in
                let token = try await deployment.token()
                #expect(try await deployment.http.get("/api/private", token: token).status == 200)
                try await waitUntil("the keys are stored") {
                    try !FileManager.default.contentsOfDirectory(atPath: cache).isEmpty
                }
                return token
            }
            for file in try FileManager.default.contentsOfDirectory(atPath: cache) {
                let attributes = try FileManager.default.attributesOfItem(atPath: "\(cache)/\(file)")
                #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
            }
            configuration.startsIssuer = false
            configuration.readiness = "/healthz"
            try await withDeployment(configuration) { deployment in
                let answer = try await deployment.http.get("/api/private", token: token)
                #expect(answer.status == 200)
            }
        }
    }
}
