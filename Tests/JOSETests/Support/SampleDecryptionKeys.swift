import JOSE

/// Keys that many tests share: making an RSA key takes a while.
enum SampleDecryptionKeys {
    /// One for each `alg`, and one for each further curve.
    static let all: [(name: String, key: DecryptionKey)] = {
        var keys = KeyManagementAlgorithm.allCases.compactMap { algorithm in
            (try? DecryptionKey.generate(algorithm)).map { (algorithm.name, $0) }
        }
        for curve in ["P-384", "X25519"] {
            if let key = try? DecryptionKey.generate(.ecdhES, on: curve) { keys.append((curve, key)) }
        }
        return keys
    }()

    /// That of a value of `alg`, or of `P-384` or `X25519`.
    static func key(_ name: String) throws -> DecryptionKey {
        guard let key = all.first(where: { $0.name == name })?.key else {
            throw DecryptionKeyError.unsupportedAlgorithm
        }
        return key
    }

    static func key(_ algorithm: KeyManagementAlgorithm) throws -> DecryptionKey { try key(algorithm.name) }
}
