import Foundation
import JOSE
import TestSupport
import Testing

@testable import bearerd

@Suite struct DecryptionKeysFileTests {
    private func settings(_ content: String, mode: Int = 0o600) throws -> Settings {
        try TemporaryDirectory.with { folder in
            let path = "\(folder)/keys.json"
            try content.write(toFile: path, atomically: false, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            return try Settings(
                SettingReader(
                    flags: [:],
                    environment: [
                        "ISSUERS": "https://a.example/", "AUDIENCE": "api", "MAX_TOKEN_LIFETIME": "1h",
                        "DECRYPTION_KEYS_FILE": path,
                    ]
                )
            )
        }
    }

    private func set(_ keys: JSONObject...) -> String {
        String(decoding: (["keys": .array(keys.map { .object($0) })] as JSONObject).encoded(), as: UTF8.self)
    }

    @Test func everyKeyIsListed() throws {
        let rsa = try DecryptionKey.generate(.rsaOAEP256, keyID: "new").privateJWK
        let elliptic = try DecryptionKey.generate(.ecdhES, on: "X25519", keyID: "o\u{1B}ld").privateJWK
        let secret = try DecryptionKey.generate(.direct, for: .a128GCM, keyID: "s").privateJWK
        let file = try #require(try settings(set(rsa, elliptic, secret)).decryptionKeys)
        let lines = file.lines.map { $0.replacing("# \(file.path): ", with: "") }
        #expect(
            lines == [
                #"kid "new": RSA, 2048 bits: decrypts RSA-OAEP-256 with A128GCM, A256GCM, A128CBC-HS256, A256CBC-HS512"#,
                #"kid "o\u001bld": OKP, X25519: decrypts ECDH-ES with A128GCM, A256GCM, A128CBC-HS256, A256CBC-HS512"#,
                #"kid "s": oct: decrypts dir with A128GCM"#,
            ]
        )
    }

    @Test(arguments: [(0o600, 0), (0o640, 0), (0o644, 1), (0o660, 1), (0o666, 2)])
    func whoElseHasTheKeysIsTold(mode: Int, count: Int) throws {
        let key = try DecryptionKey.generate(.ecdhES).privateJWK
        let warnings = try settings(set(key), mode: mode).warnings.filter { $0.contains("private keys") }
        #expect(warnings.count == count)
    }

    @Test func aKeyWithoutANameIsTold() throws {
        var key = try DecryptionKey.generate(.ecdhES).privateJWK
        key["kid"] = nil
        #expect(try settings(set(key)).warnings.contains { $0.contains("has no kid") })
    }

    @Test func whatIsWrongIsNamedAndNothingOfAKeyIs() throws {
        let rsa = try DecryptionKey.generate(.rsaOAEP).privateJWK
        var broken = rsa
        broken["qi"] = nil
        var signing = rsa
        signing["use"] = "sig"
        for (content, reason) in [
            ("", "it is not JSON"), ("{}", "there is no array keys"), (set(signing), "use or key_ops"),
            (set(rsa, rsa), "key 2 of it has the kid"), (set(broken), "key 1 of it does not serve"),
            (
                String(decoding: try DecryptionKey.generate(.ecdhES).encryptionKey.publicJWK.encoded(), as: UTF8.self),
                "no array"
            ),
        ] {
            #expect {
                _ = try settings(content)
            } throws: { error in
                let text = "\(error)"
                return text.contains("DECRYPTION_KEYS_FILE is")
                    && text.contains("expected a readable JWK set of private keys")
                    && text.contains(reason)
                    && ["p", "q", "d"].allSatisfy { !text.contains(rsa[$0]?.stringValue ?? "?") }
            }
        }
    }
}
