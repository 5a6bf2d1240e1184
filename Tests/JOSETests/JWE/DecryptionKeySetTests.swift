import JOSE
import Testing

@Suite("Sets of keys that decrypt")
struct DecryptionKeySetTests {
    private func key(_ name: String, kid: String?) throws -> DecryptionKey {
        try DecryptionKey(jwk: SampleDecryptionKeys.key(name).privateJWK.with("kid", kid.map { .string($0) }))
    }

    private func text(_ keys: DecryptionKey...) -> [UInt8] {
        (["keys": .array(keys.map { .object($0.privateJWK) })] as JSONObject).encoded()
    }

    private func error(_ text: [UInt8]) -> DecryptionKeySetError? {
        do throws(DecryptionKeySetError) {
            _ = try DecryptionKeySet(parsing: text)
            return nil
        } catch {
            return error
        }
    }

    @Test("The key is the one with the kid of the header")
    func byKeyID() throws {
        let (a, b) = (try key("RSA-OAEP", kid: "a"), try key("RSA-OAEP-256", kid: "b"))
        let set = try DecryptionKeySet(parsing: text(a, b))
        #expect(try set.decrypt(CompactJWE(a.encryptionKey.encrypt([1]))) == [1])
        #expect(try set.decrypt(CompactJWE(b.encryptionKey.encrypt([2]))) == [2])
        for kid in ["c", "", "A", "a "] {
            let text = try a.encryptionKey.encrypt([1], header: ["kid": .string(kid)])
            #expect(throws: DecryptionError.self) { try set.decrypt(CompactJWE(text)) }
        }
        // The right kid of the wrong key.
        let crossed = try a.encryptionKey.encrypt([1], header: ["kid": "b"])
        #expect(throws: DecryptionError.self) { try set.decrypt(CompactJWE(crossed)) }
    }

    @Test("Without kid, only where one key fits")
    func withoutKeyID() throws {
        let (a, b) = (try key("RSA-OAEP", kid: "a"), try key("ECDH-ES", kid: "b"))
        let text = try EncryptionKey(jwk: a.encryptionKey.publicJWK.with("kid", nil)).encrypt([1])
        #expect(try CompactJWE(text).header.keyID == nil)
        #expect(try DecryptionKeySet([a, b]).decrypt(CompactJWE(text)) == [1])
        let other = try DecryptionKey.generate(.rsaOAEP, keyID: "c")
        #expect(throws: DecryptionError.self) { try DecryptionKeySet([a, b, other]).decrypt(CompactJWE(text)) }
    }

    @Test("A key without kid serves what names none")
    func keyWithoutKeyID() throws {
        let key = try key("ECDH-ES", kid: nil)
        let set = try DecryptionKeySet([key])
        #expect(try set.decrypt(CompactJWE(key.encryptionKey.encrypt([1]))) == [1])
        let named = try key.encryptionKey.encrypt([1], header: ["kid": "x"])
        #expect(throws: DecryptionError.self) { try set.decrypt(CompactJWE(named)) }
    }

    @Test("What is no set, or has a key that does not serve, is refused with its number")
    func refused() throws {
        let a = try key("RSA-OAEP", kid: "a")
        #expect(error(text(a)) == nil)
        #expect(error(text(a, a)) == .ambiguousKey(2))
        #expect(error(text(try key("ECDH-ES", kid: nil), a, try key("X25519", kid: nil))) == .ambiguousKey(3))
        #expect(error(Array(text: "{}")) == .noKeys)
        #expect(error(Array(text: #"{"keys":[]}"#)) == .noKeys)
        #expect(error(Array(text: #"{"keys":[7]}"#)) == .invalidKey(1, .invalidKey(.notAnObject)))
        #expect(error(a.privateJWK.encoded()) == .noKeys)
        guard case .notJSON = error(Array(text: "keys")) else {
            Issue.record("not JSON")
            return
        }
        let many: JSONObject = ["keys": .array([JSONValue](repeating: 7, count: 17))]
        #expect(error(many.encoded()) == .tooManyKeys)
        let signing = try DecryptionKeySetTests.set([a.privateJWK, SampleKeys.key(.rs256).privateJWK])
        #expect(error(signing) == .invalidKey(2, .notForEncryption))
    }

    @Test("No text about a set has anything of a key in it")
    func descriptions() throws {
        let jwk = try key("RSA-OAEP", kid: "a").privateJWK
        let broken = try DecryptionKeySetTests.set([jwk.with("qi", nil)])
        let text = try #require(error(broken)).description
        for name in ["p", "q", "d", "n"] {
            let value = try #require(jwk[name]?.stringValue)
            #expect(!text.contains(value))
        }
    }

    private static func set(_ keys: [JSONObject]) throws -> [UInt8] {
        (["keys": .array(keys.map { .object($0) })] as JSONObject).encoded()
    }
}
