import Foundation
import Glibc
import Testing

/// `DECRYPTION_KEYS_FILE`.
@Suite("Encrypted tokens through nginx")
struct EncryptedTokenTests {
    private static let python = Project.folder + ".build/clients/bin/python"

    /// Makes a key at the front of the file in the folder; its identifier.
    @discardableResult
    private static func makeKey(_ file: String, _ options: [String]) async throws -> String {
        let result = try await Program(command: [Project.tokenIssuer, "decryption-key", file] + options).run()
        try #require(result.succeeded, "\(result.error)")
        return result.output.trimmingCharacters(in: .newlines)
    }

    /// With a file for each kind of key, and one that has all of them, as bearerd is told.
    private func withKeys(
        _ kinds: [[String]],
        settings: [String: String] = [:],
        _ body: (Deployment, _ file: String) async throws -> Void
    ) async throws {
        var configuration = DeploymentConfiguration(settings: settings)
        configuration.settingsFromFolder = { ["DECRYPTION_KEYS_FILE": "\($0)/decryption.json"] }
        configuration.prepareNginx = { folder in
            for kind in kinds { try await Self.makeKey("\(folder)/decryption.json", kind) }
        }
        try await withDeployment(configuration) { try await body($0, "\($0.folder)/decryption.json") }
    }

    @Test(
        "a token of token-issuer gets in; changed or cut, it is refused, and it stays good as it was",
        arguments: [
            ["--algorithm", "RSA-OAEP-256"], ["--algorithm", "RSA-OAEP"], ["--algorithm", "ECDH-ES"],
            ["--algorithm", "ECDH-ES+A128KW", "--curve", "P-384"],
            ["--algorithm", "ECDH-ES+A256KW", "--curve", "X25519"],
            ["--algorithm", "dir", "--encryption", "A256CBC-HS512"],
        ]
    )
    func accepted(kind: [String]) async throws {
        try await withKeys([kind]) { deployment, file in
            let token = try await deployment.token("--encrypt-to", file, "--scope", "read:messages")
            #expect(token.split(separator: ".", omittingEmptySubsequences: false).count == 5)
            for path in ["/api/private", "/api/private-scoped"] {
                #expect(try await deployment.http.get(path, token: token).status == 200)
            }
            // One in 256 ends with AA.
            let otherTag = token.dropLast(2) + (token.hasSuffix("AA") ? "QQ" : "AA")
            for changed in [
                String(otherTag), String(token.dropLast(30)), "A\(token)", token.replacing("ey", with: "eY"),
            ] {
                let answer = try await deployment.http.get("/api/private", token: changed)
                #expect(answer.status == 401)
                let code = try #require(answer.members["error_code"])
                #expect(["token_decryption_failed", "token_malformed"].contains(code))
            }
            let answer = try await deployment.http.get("/api/private", token: String(otherTag))
            #expect(answer.members["error_code"] == "token_decryption_failed")
            #expect(answer.challenges("Bearer").first?["error"] == "invalid_token")
            #expect(answer.members["error_description"] == "The access token cannot be decrypted.")
            #expect(try await deployment.http.get("/api/private", token: token).status == 200)
            #expect(try await deployment.http.get("/api/private", token: deployment.token()).status == 200)

            let expired = try await deployment.token("--encrypt-to", file, "--broken", "expired")
            #expect(
                try await deployment.http.get("/api/private", token: expired).members["error_code"] == "token_expired"
            )
            // Neither the text that was sent nor what was in it is in the log.
            for text in [token, expired] {
                for part in text.split(separator: ".") where part.utf8.count > 16 {
                    #expect(try !deployment.log().contains(part.prefix(24)))
                }
            }
        }
    }

    @Test(
        "a token that another implementation has encrypted gets in",
        arguments: ["jwcrypto", "joserfc"],
        [
            ("RSA-OAEP", "P-256", "A256GCM"), ("RSA-OAEP-256", "P-256", "A128CBC-HS256"),
            ("ECDH-ES", "P-256", "A128GCM"), ("ECDH-ES+A128KW", "P-384", "A256GCM"),
            ("ECDH-ES+A256KW", "X25519", "A256CBC-HS512"),
        ]
    )
    func others(library: String, algorithms: (key: String, curve: String, content: String)) async throws {
        try await withKeys([["--algorithm", algorithms.key, "--curve", algorithms.curve]]) { deployment, file in
            let script = Project.folder + "Tests/EndToEndTests/Clients/encrypted_token.py"
            let plain = "\(deployment.folder)/token"
            try await deployment.token().write(toFile: plain, atomically: true, encoding: .utf8)
            let words = [library, file, algorithms.key, algorithms.content].map { "'\($0)'" }.joined(separator: " ")
            let command = "'\(Self.python)' '\(script)' \(words) <'\(plain)'"
            let result = try await Program(command: ["sh", "-c", command]).run()
            try #require(result.succeeded, "\(result.error)")
            let token = result.output.trimmingCharacters(in: .newlines)
            #expect(try await deployment.http.get("/api/private", token: token).status == 200)
        }
    }

    @Test("a proof is for the text as it was sent, and not for what is in it")
    func proof() async throws {
        try await withKeys([[]]) { deployment, file in
            let client = try await DPoPClient(deployment)
            let token = try await client.token("--encrypt-to", file)
            let good = client.fields(token, proofs: try await client.proof(for: token))
            #expect(try await deployment.http.send("GET", "/api/private", fields: good).status == 200)
            let other = client.fields(token, proofs: try await client.proof(for: client.token()))
            let answer = try await deployment.http.send("GET", "/api/private", fields: other)
            #expect(answer.members["error_code"] == "dpop_ath_mismatch")
        }
    }

    @Test("a key that is put in front serves after SIGHUP, one that is taken out does not, remembered or not")
    func rotation() async throws {
        try await withKeys([["--algorithm", "ECDH-ES"]]) { deployment, file in
            let old = try await deployment.token("--encrypt-to", file)
            #expect(try await deployment.http.get("/api/private", token: old).status == 200)
            let oldKeys = try String(contentsOfFile: file, encoding: .utf8)

            let kid = try await Self.makeKey(file, ["--algorithm", "RSA-OAEP-256"])
            let new = try await deployment.token("--encrypt-to", file)
            #expect(
                try await deployment.http.get("/api/private", token: new).members["error_code"]
                    == "token_decryption_failed"
            )
            try await reload(deployment, 1)
            for token in [old, new] {
                #expect(try await deployment.http.get("/api/private", token: token).status == 200)
            }
            #expect(try deployment.log().contains("\"decryption_keys\":[\"\(kid)\""))

            try oldKeys.write(toFile: file, atomically: true, encoding: .utf8)
            try await reload(deployment, 2)
            #expect(try await deployment.http.get("/api/private", token: old).status == 200)
            #expect(
                try await deployment.http.get("/api/private", token: new).members["error_code"]
                    == "token_decryption_failed"
            )
        }
    }

    private func reload(_ deployment: Deployment, _ count: Int) async throws {
        deployment.bearerd.send(SIGHUP)
        try await waitUntil("it has read them") {
            try deployment.log().components(separatedBy: "settings read anew").count == count + 1
        }
    }

    @Test("explain tells of the keys, why keeps nothing that was encrypted, check-config lists every key")
    func commands() async throws {
        try await withKeys([["--algorithm", "ECDH-ES"], ["--algorithm", "RSA-OAEP-256"]]) { deployment, file in
            let token = try await deployment.token(
                "--encrypt-to",
                file,
                "--broken",
                "expired",
                "--subject",
                "confidential"
            )
            _ = try await deployment.http.get("/api/private", token: token)
            let id = try #require(
                try await deployment.log(with: "token_expired").split(separator: "\n").map { try LogLine($0) }.last {
                    $0["error_code"] == "token_expired"
                }?["request_id"]
            )
            let settings = [
                "FASTCGI_LISTEN": "unix:\(deployment.bearerdSocket)", "ISSUERS": deployment.issuer,
                "AUDIENCE": Deployment.audience, "DECRYPTION_KEYS_FILE": file,
            ]
            let why = try await Program(command: [Project.bearerd, "why", id], environment: settings).run().output
            #expect(why.contains("pass decryption: alg is RSA-OAEP-256, enc is A256GCM, kid is "))
            #expect(why.contains("skip all else: nothing of an encrypted token is kept"))
            #expect(why.contains("refused: token_expired") && !why.contains("confidential"))

            let explained = try await Program(command: [Project.bearerd, "explain", token], environment: settings).run()
                .output
            #expect(explained.contains("pass decryption: alg is RSA-OAEP-256") && explained.contains("confidential"))
            #expect(explained.contains("refused: token_expired"))

            let checked = try await Program(command: [Project.bearerd, "check-config"], environment: settings).run()
                .output
            #expect(
                checked.contains("RSA, 2048 bits: decrypts RSA-OAEP-256 with")
                    && checked.contains("EC, P-256: decrypts ECDH-ES")
            )
        }
    }
}
