import Benchmark
import JOSE
import OAuth

/// Encrypted tokens that nobody remembers. Whatever is wrong with one has to cost what the others of its algorithm do: who can
/// tell a wrong key from a wrong tag by the time it takes can have the content told (RFC 7516 §11.5).
func encryptionBenchmarks() throws {
    for algorithm in [KeyManagementAlgorithm.rsaOAEP, .rsaOAEP256, .ecdhES, .ecdhESA256KW, .direct] {
        let key = try DecryptionKey.generate(algorithm)
        let specimen = try Specimen(decryptingWith: DecryptionKeySet([key]))
        let token = try key.encryptionKey.encrypt(specimen.token)
        for (name, text) in [("good", token)] + failures(of: token) {
            Benchmark("encrypted: \(algorithm.name), \(name)") { benchmark in
                for _ in benchmark.scaledIterations {
                    blackHole(try? await specimen.forgetting.validate(text, at: .now))
                }
            }
        }
    }
}

/// Changed, each in one part: the key that was encrypted, and the tag.
private func failures(of token: String) -> [(String, String)] {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    return [("wrong encrypted key", 1), ("wrong ciphertext", 3), ("wrong tag", 4)].compactMap { name, index in
        guard var bytes = Base64URL.decode(parts[index]), !bytes.isEmpty else { return nil }
        bytes[bytes.count - 1] ^= 1
        var changed = parts
        changed[index] = Base64URL.encode(bytes)
        return (name, changed.joined(separator: "."))
    }
}
