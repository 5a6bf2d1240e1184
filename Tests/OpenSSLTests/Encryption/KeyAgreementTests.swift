import OpenSSL
import Testing

@Suite("Keys that two agree on")
struct KeyAgreementTests {
    @Test("RFC 7748 §6.1")
    func x25519() throws {
        let bob = try PrivateKey(
            octetKeyPair: .x25519,
            d: hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"),
            x: hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
        )
        let alice = try PublicKey(
            octetKeyPair: .x25519,
            x: hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
        )
        #expect(
            bob.sharedSecret(with: alice) == hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")
        )
    }

    @Test("Both ends find the same, as long as a coordinate is", arguments: [Curve.p256, .p384, .x25519])
    func bothEnds(curve: Curve) throws {
        // One secret in 256 begins with a zero.
        for _ in 0..<64 {
            let (one, other) = (try PrivateKey.generate(curve: curve), try PrivateKey.generate(curve: curve))
            let secret = try #require(one.sharedSecret(with: publicKey(of: other, curve)))
            #expect(secret.count == curve.byteCount)
            #expect(try other.sharedSecret(with: publicKey(of: one, curve)) == secret)
        }
    }

    @Test("Nothing is agreed upon with a key of another curve")
    func otherCurve() throws {
        for (own, other) in [(Curve.p256, Curve.p384), (.p256, .x25519), (.x25519, .p256), (.p256, .secp256k1)] {
            let peer = try publicKey(of: PrivateKey.generate(curve: other), other)
            #expect(try PrivateKey.generate(curve: own).sharedSecret(with: peer) == nil)
        }
    }

    @Test(
        "RFC 7748 §6.1: a point of small order contributes nothing",
        arguments: [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ]
    )
    func smallOrder(point: String) throws {
        let peer = try PublicKey(octetKeyPair: .x25519, x: hex(point))
        #expect(try PrivateKey.generate(curve: .x25519).sharedSecret(with: peer) == nil)
    }

    private func publicKey(of key: PrivateKey, _ curve: Curve) throws -> PublicKey {
        if curve.isOctetKeyPair { return try PublicKey(octetKeyPair: curve, x: key.octetComponents(of: curve).x) }
        let point = try key.ellipticComponents(of: curve)
        return try PublicKey(curve: curve, x: point.x, y: point.y)
    }
}
