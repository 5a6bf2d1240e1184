import OpenSSL
import Testing

@Suite
struct CurveTests {
    @Test(
        "Two curves are Edwards curves; a key of every curve has its length",
        arguments: [
            (Curve.p256, 32, false), (.p384, 48, false), (.p521, 66, false), (.secp256k1, 32, false),
            (.ed25519, 32, true), (.ed448, 57, true), (.x25519, 32, false),
        ]
    )
    func lengths(curve: Curve, byteCount: Int, isEdwards: Bool) {
        #expect(curve.byteCount == byteCount)
        #expect(curve.isEdwards == isEdwards)
        #expect(curve.isOctetKeyPair == (isEdwards || curve == .x25519))
    }
}
