import OpenSSL
import Testing

@Suite
struct OpenSSLErrorTests {
    @Test("A refused signature leaves nothing behind that describes the next failure")
    func drained() throws {
        let rsa = try PrivateKey.generate(rsaBits: 2048).rsaComponents
        let key = try PublicKey(rsaModulus: rsa.modulus, exponent: rsa.publicExponent)
        let wrong = [UInt8](repeating: 0xFF, count: 256)
        #expect(!key.isValid(signature: wrong, for: wrong, scheme: .rsaPKCS1(.sha256)))

        let one = [UInt8](repeating: 1, count: 32)
        do throws(OpenSSLError) {
            _ = try PublicKey(curve: .p256, x: one, y: one)
            Issue.record("accepted")
        } catch {
            #expect(!error.description.contains("rsa"))
            #expect(error.description.contains(error.operation))
        }
    }
}
