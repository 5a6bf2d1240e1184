import JOSE

/// Keys that many tests share: making an RSA key takes a while.
enum SampleKeys {
    /// One of each algorithm, or why there is none.
    private static let keys: [JWSAlgorithm: Result<SigningKey, SigningKeyError>] = {
        var keys: [JWSAlgorithm: Result<SigningKey, SigningKeyError>] = [:]
        for algorithm in JWSAlgorithm.all {
            keys[algorithm] = Result { () throws(SigningKeyError) in try SigningKey.generate(algorithm) }
        }
        return keys
    }()

    static func key(_ algorithm: JWSAlgorithm) throws -> SigningKey {
        guard let key = keys[algorithm] else { throw SigningKeyError.invalidKey(.unsupportedAlgorithm) }
        return try key.get()
    }
}
