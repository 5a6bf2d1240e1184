import Testing

@testable import OpenSSL

@Suite
struct OpenSSLErrorTests {
    @Test("A refused signature leaves nothing in the queue that would describe the next failure")
    func drainedByVerification() throws {
        let rsa = try PrivateKey.generate(rsaBits: 2048).rsaComponents
        let key = try PublicKey(rsaModulus: rsa.modulus, exponent: rsa.publicExponent)
        let wrong = [UInt8](repeating: 0xFF, count: 256)
        #expect(!key.isValid(signature: wrong, for: wrong, scheme: .rsaPKCS1(.sha256)))
        #expect(OpenSSLError.last("probe").reason == nil)
    }

    @Test("A failure says what was tried and empties the queue")
    func drainedByError() {
        let one = [UInt8](repeating: 1, count: 32)
        do throws(OpenSSLError) {
            _ = try PublicKey(curve: .p256, x: one, y: one)
            Issue.record("accepted")
        } catch {
            #expect(error.operation == "EVP_PKEY_fromdata")
            #expect(error.description.hasPrefix(error.operation))
        }
        #expect(OpenSSLError.last("probe") == OpenSSLError(operation: "probe", reason: nil))
    }
}
