import JOSE
import Testing

@Suite("Edwards public keys, RFC 8032 §5.1.2 and §5.2.2, RFC 8725 §3.4")
struct EdwardsPointTests {
    private func error(_ curve: String, _ bytes: [UInt8]) -> JWKError? {
        do throws(JWKError) {
            _ = try JWK(["kty": "OKP", "crv": .string(curve), "x": .string(Base64URL.encode(bytes))])
            return nil
        } catch {
            return error
        }
    }

    /// Least significant octet first.
    private func encoding(_ first: UInt8, _ middle: UInt8, count: Int, _ last: UInt8) -> [UInt8] {
        [first] + [UInt8](repeating: middle, count: count - 2) + [last]
    }

    @Test("On Ed25519, y at or above 2²⁵⁵ − 19 is refused", arguments: [0xED, 0xEE, 0xFF] as [UInt8])
    func unreduced(low: UInt8) {
        #expect(error("Ed25519", encoding(low, 0xFF, count: 32, 0x7F)) == .notOnCurve)
        #expect(error("Ed25519", encoding(low, 0xFF, count: 32, 0xFF)) == .notOnCurve)
    }

    @Test("On Ed25519, the points of small order are refused with either sign", arguments: [0x00, 0x80] as [UInt8])
    func smallOrder(sign: UInt8) throws {
        let eight = try #require(Base64URL.decode("JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU"))
        let otherEight = try #require(Base64URL.decode("xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o"))
        for point in [
            encoding(0, 0, count: 32, 0), encoding(1, 0, count: 32, 0), encoding(0xEC, 0xFF, count: 32, 0x7F), eight,
            otherEight,
        ] {
            #expect(error("Ed25519", point.dropLast() + [point[31] | sign]) == .notOnCurve)
        }
    }

    @Test("On Ed448, the last octet has only the sign")
    func highOctet() {
        #expect(error("Ed448", encoding(5, 0, count: 57, 0x01)) == .notOnCurve)
        #expect(error("Ed448", encoding(5, 0, count: 57, 0x7F)) == .notOnCurve)
    }

    @Test("On Ed448, 0, 1, −1 and what is not reduced are refused")
    func ed448() {
        let prime = [UInt8](repeating: 0xFF, count: 28) + [0xFE] + [UInt8](repeating: 0xFF, count: 27) + [0]
        #expect(error("Ed448", prime) == .notOnCurve)
        #expect(error("Ed448", [0xFE] + prime.dropFirst()) == .notOnCurve)
        #expect(error("Ed448", [0xFD] + prime.dropFirst()) == nil)
        #expect(error("Ed448", encoding(0, 0, count: 57, 0)) == .notOnCurve)
        #expect(error("Ed448", encoding(1, 0, count: 57, 0x80)) == .notOnCurve)
    }

    @Test("Generated keys are accepted", arguments: [JWSAlgorithm.ed25519, .ed448])
    func generated(algorithm: JWSAlgorithm) throws {
        for _ in 0..<20 {
            #expect(throws: Never.self) { try JWK(try SigningKey.generate(algorithm).publicJWK) }
        }
    }
}
