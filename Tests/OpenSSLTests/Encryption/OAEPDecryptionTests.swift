import OpenSSL
import Testing

@Suite("RSAES-OAEP")
struct OAEPDecryptionTests {
    private static let components = Result { () throws(OpenSSLError) in
        try PrivateKey.generate(rsaBits: 2048).rsaComponents
    }

    private func keys() throws -> (private: PrivateKey, public: PublicKey) {
        let components = try Self.components.get()
        let key = try PublicKey(rsaModulus: components.modulus, exponent: components.publicExponent)
        return (try PrivateKey(rsa: components), key)
    }

    @Test(
        "What was encrypted with a hash is decrypted with it, and with no other",
        arguments: [OAEPHash.sha1, .sha256]
    )
    func roundTrip(hash: OAEPHash) throws {
        let keys = try keys()
        let message: [UInt8] = [1, 2, 3]
        let ciphertext = try keys.public.encrypted(message, hash: hash)
        let decryption = try OAEPDecryption(keys.private, hash: hash)
        #expect(decryption.byteCount == 256)
        #expect(decryption.decrypt(ciphertext) == message)
        // The template is as it was.
        #expect(decryption.decrypt(ciphertext) == message)
        let other = try OAEPDecryption(keys.private, hash: hash == .sha1 ? .sha256 : .sha1)
        #expect(other.decrypt(ciphertext) == nil)
    }

    @Test("A ciphertext has the length of the modulus, and no bit of it is another")
    func refused() throws {
        let keys = try keys()
        let ciphertext = try keys.public.encrypted([1], hash: .sha256)
        let decryption = try OAEPDecryption(keys.private, hash: .sha256)
        for changed in [
            ciphertext.flipped(at: 9), Array(ciphertext.dropLast()), ciphertext + [0], [0] + ciphertext, [],
        ] {
            #expect(decryption.decrypt(changed) == nil)
        }
        // As large as the modulus.
        #expect(decryption.decrypt([UInt8](repeating: 0xFF, count: 256)) == nil)
    }

    @Test("A message is no longer than the key lets it be")
    func tooLong() throws {
        let key = try keys().public
        #expect(throws: OpenSSLError.self) { try key.encrypted([UInt8](repeating: 1, count: 191), hash: .sha256) }
    }

    @Test("Many threads share one key")
    func concurrency() async throws {
        let keys = try keys()
        let ciphertext = try keys.public.encrypted([5], hash: .sha256)
        let decryption = try OAEPDecryption(keys.private, hash: .sha256)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<4 {
                group.addTask { (0..<50).allSatisfy { _ in decryption.decrypt(ciphertext) == [5] } }
            }
            for await isSame in group { #expect(isSame) }
        }
    }
}
