import OpenSSL
import Testing

@Suite
struct HashAlgorithmTests {
    @Test(
        "The digests of \"abc\" (FIPS 180-4)",
        arguments: [
            (
                .sha256,
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
            ),
            (
                .sha384,
                "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
            ),
            (
                .sha512,
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
                    + "454d4423643ce80e2a9ac94fa54ca49f"
            ),
        ] as [(HashAlgorithm, String)]
    )
    func digests(algorithm: HashAlgorithm, digest: String) {
        let message = Array("abc".utf8)
        #expect(algorithm.digest(of: message) == hex(digest))
        #expect(algorithm.byteCount == digest.utf8.count / 2)
    }

    @Test("An empty message has a digest too")
    func empty() {
        let message: [UInt8] = []
        let digest = hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(HashAlgorithm.sha256.digest(of: message) == digest)
    }
}
