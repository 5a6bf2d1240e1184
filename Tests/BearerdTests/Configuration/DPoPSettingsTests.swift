import URI
import FoundationEssentials
import JOSE
import OAuth
import ResourceServer
import Testing

@testable import bearerd

@Suite("Settings of DPoP")
struct DPoPSettingsTests {
    private static func settings(_ environment: [String: String]) throws -> DPoPSettings {
        try DPoPSettings(SettingReader(flags: [:], environment: environment))
    }

    @Test("the defaults are those of the manual")
    func defaults() throws {
        let settings = try Self.settings([:])
        #expect(settings.mode == .allowed)
        #expect(settings.policy.algorithms == [.es256, .es384, .rs256, .ps256, .edDSA, .ed25519])
        #expect(settings.policy.proofAge == .seconds(300))
        #expect(settings.policy.proofLeeway == .seconds(30))
        #expect(settings.replayEntries == 1_000_000)
        #expect(settings.nonces == nil)
        #expect(settings.address.origin == nil)
        #expect(settings.address.pathPrefix == "")
    }

    @Test("every one of them can be set")
    func set() throws {
        let settings = try Self.settings([
            "DPOP_MODE": "required", "DPOP_ALGORITHMS": "ES384, EdDSA", "DPOP_PROOF_AGE": "10s",
            "DPOP_PROOF_LEEWAY": "0s",
            "DPOP_REPLAY_ENTRIES": "7", "DPOP_NONCE": "required", "PUBLIC_ORIGIN": "https://API.example.com:443",
            "PUBLIC_PATH_PREFIX": "/v1/x",
        ])
        #expect(settings.mode == .required)
        #expect(settings.policy.algorithms == [.es384, .edDSA])
        #expect(settings.policy.proofAge == .seconds(10))
        #expect(settings.policy.proofLeeway == .zero)
        #expect(settings.replayEntries == 7)
        #expect(settings.nonces != nil)
        #expect(settings.address.origin?.description == "https://api.example.com")
        #expect(settings.address.pathPrefix == "/v1/x")
    }

    @Test(
        "a wrong value is refused with what was expected",
        arguments: [
            ("DPOP_MODE", "optional", "allowed, required, observe or disabled"),
            ("DPOP_MODE", "Allowed", "allowed, required, observe or disabled"),
            ("DPOP_ALGORITHMS", "HS256", "a list of RS256"), ("DPOP_ALGORITHMS", "ES256,none", "a list of RS256"),
            ("DPOP_ALGORITHMS", "ES256,", "a list of RS256"), ("DPOP_PROOF_AGE", "0s", "a duration from 1s to 1h"),
            ("DPOP_PROOF_AGE", "2h", "a duration from 1s to 1h"), ("DPOP_PROOF_AGE", "300", "a duration from 1s to 1h"),
            ("DPOP_PROOF_LEEWAY", "6m", "a duration from 0s to 5m"),
            ("DPOP_REPLAY_ENTRIES", "0", "a number from 1 to 10000000"),
            ("DPOP_REPLAY_ENTRIES", "-1", "a number from 1 to 10000000"), ("DPOP_NONCE", "on", "off or required"),
            ("DPOP_NONCE_KEY_FILE", "/nowhere", "a readable file of 32 to 4096 bytes"),
            ("PUBLIC_ORIGIN", "api.example.com", "https://HOST or https://HOST:PORT without a path"),
            ("PUBLIC_ORIGIN", "https://api.example.com/", "https://HOST or https://HOST:PORT without a path"),
            ("PUBLIC_ORIGIN", "ftp://api.example.com", "https://HOST or https://HOST:PORT without a path"),
            ("PUBLIC_PATH_PREFIX", "v1", "a path with a slash at its front and none at its end"),
            ("PUBLIC_PATH_PREFIX", "/v1/", "a path with a slash at its front and none at its end"),
            ("PUBLIC_PATH_PREFIX", "/", "a path with a slash at its front and none at its end"),
            ("PUBLIC_PATH_PREFIX", "/a/../b", "a path with a slash at its front and none at its end"),
            ("PUBLIC_PATH_PREFIX", "/a?b", "a path with a slash at its front and none at its end"),
        ]
    )
    func wrong(key: String, value: String, expected: String) {
        let error = #expect(throws: SettingError.self) { try Self.settings([key: value]) }
        #expect(error?.key == key)
        #expect(error?.value == value)
        #expect(error?.expected.hasPrefix(expected) == true)
    }

    @Test("the key of the nonces comes from a file of enough bytes, and one that everybody can read is told of")
    func keyFile() throws {
        let path = "/tmp/bearerd-nonce-key-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(repeating: 7, count: 31).write(to: URL(filePath: path))
        let environment = ["DPOP_NONCE": "required", "DPOP_NONCE_KEY_FILE": path]
        let error = #expect(throws: SettingError.self) { try Self.settings(environment) }
        #expect(error?.expected == "a readable file of 32 to 4096 bytes")

        try Data(repeating: 7, count: 32).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        let first = try Self.settings(environment)
        let second = try Self.settings(environment)
        let now = NumericDate.now
        #expect(first.nonces?.nonce(at: now) == second.nonces?.nonce(at: now))
        #expect(first.exposedKeyFile == nil)
        try FileManager.default.setAttributes([.posixPermissions: 0o604], ofItemAtPath: path)
        #expect(try Self.settings(environment).exposedKeyFile == path)
    }
}
