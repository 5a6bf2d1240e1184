import JOSE

/// The signing keys of the issuer, newest first. Nothing is kept in memory, so a rotation by one process is seen by all.
struct KeyStore: Sendable {
    private static let fileName = "keys.json"
    private let directory: StateDirectory

    init(_ directory: StateDirectory) {
        self.directory = directory
    }

    /// Every key: for each algorithm the one that signs, and the one before it until the next rotation.
    func keys() throws(IssuerError) -> [SigningKey] {
        guard let members = try directory.read(Self.fileName)?["keys"]?.arrayValue else { return [] }
        var keys: [SigningKey] = []
        for member in members {
            guard let jwk = member.objectValue, let key = try? SigningKey(jwk: jwk) else {
                throw IssuerError(description: "\(directory.path)/\(Self.fileName) holds a broken key")
            }
            keys.append(key)
        }
        return keys
    }

    /// The key that signs with `algorithm`, made at its first use.
    func signingKey(for algorithm: JWSAlgorithm) throws(IssuerError) -> SigningKey {
        if let key = try newestKey(for: algorithm) { return key }
        let known = try keys()
        let made = try Self.makeKey(algorithm)
        if known.isEmpty {
            try directory.create(Self.object(of: [made]), at: Self.fileName)
        } else {
            try directory.write(Self.object(of: [made] + known), to: Self.fileName)
        }
        return try newestKey(for: algorithm) ?? made
    }

    /// The key named `keyID`.
    func key(named keyID: String) throws(IssuerError) -> SigningKey {
        guard let key = try keys().first(where: { $0.keyID == keyID }) else {
            throw IssuerError(description: "no key is named \(keyID)")
        }
        return key
    }

    /// Makes the key that signs with `algorithm` from now on; the one that signed until now stays in the set.
    func rotate(_ algorithm: JWSAlgorithm) throws(IssuerError) -> SigningKey {
        let made = try Self.makeKey(algorithm)
        let known = try keys()
        let previous = known.first { $0.algorithm == algorithm }
        let others = known.filter { $0.algorithm != algorithm }
        try directory.write(Self.object(of: [made] + [previous].compactMap(\.self) + others), to: Self.fileName)
        return made
    }

    /// The JWK set that the issuer publishes.
    func publicSet() throws(IssuerError) -> JSONObject {
        ["keys": .array(try keys().map { .object($0.publicJWK) })]
    }

    private func newestKey(for algorithm: JWSAlgorithm) throws(IssuerError) -> SigningKey? {
        try keys().first { $0.algorithm == algorithm }
    }

    private static func makeKey(_ algorithm: JWSAlgorithm) throws(IssuerError) -> SigningKey {
        guard !algorithm.isSymmetric else {
            throw IssuerError(description: "\(algorithm.name) has no public key to publish")
        }
        do {
            return try SigningKey.generate(algorithm)
        } catch {
            throw IssuerError(description: "cannot make a key for \(algorithm.name)")
        }
    }

    private static func object(of keys: [SigningKey]) -> JSONObject {
        ["keys": .array(keys.map { .object($0.privateJWK) })]
    }
}
