import JOSE
import Testing

@Suite
struct VerifiedJWSTests {
    @Test("A payload that is an object is given as one")
    func object() throws {
        let key = try SampleKeys.key(.ed25519)
        let verified = try CompactJWS(key.sign(["sub": "a", "n": 1.5])).verify(
            with: key.verificationKey,
            algorithm: .ed25519
        )
        #expect(try verified.payloadObject() == ["sub": "a", "n": 1.5])
        #expect(verified.header.type == "JWT")
    }

    @Test("A payload that is none is an error (RFC 7519 §7.2)", arguments: ["", "[]", "text", "{\"a\":1,\"a\":1}"])
    func notAnObject(payload: String) throws {
        let key = try SampleKeys.key(.ed25519)
        let verified = try CompactJWS(key.sign(Array(payload.utf8))).verify(
            with: key.verificationKey,
            algorithm: .ed25519
        )
        #expect(throws: JSONError.self) { try verified.payloadObject() }
    }
}
