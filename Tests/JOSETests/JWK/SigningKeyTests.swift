import Testing

import JOSE

@Suite
struct SigningKeyTests {
    @Test("A generated key signs what its public half verifies", arguments: JWSAlgorithm.all)
    func roundTrip(algorithm: JWSAlgorithm) throws {
        let key = try SigningKey.generate(algorithm)
        let token = try key.sign(["sub": "someone"])

        let jws = try CompactJWS(token)
        #expect(jws.header.algorithm == algorithm.name)
        #expect(jws.header.keyID == key.keyID)
        #expect(jws.header.type == "JWT")
        let verified = try jws.verify(with: key.verificationKey, algorithm: algorithm)
        #expect(try verified.payloadObject()["sub"] == "someone")
    }
}
