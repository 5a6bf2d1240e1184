import OpenSSL
import Text

/// What a JWK says that it may be used for in a JWE, be it private or public.
struct KeyUses {
    /// How it does that.
    enum Kind {
        case rsa
        case agreement(Curve)
        case secret
    }

    let kind: Kind
    let keyID: String?
    let algorithms: [KeyManagementAlgorithm]
    let encryptions: [ContentEncryptionAlgorithm]

    /// One of `operations` must be in `key_ops`, if that is there; where it is `nil`, that does not matter.
    init(_ jwk: JSONObject, operations: [String]?) throws(DecryptionKeyError) {
        do throws(JWKError) {
            let members = JWKMembers(jwk)
            keyID = try members.optionalString("kid")
            // RFC 7517 §4.2: a key is not for both.
            let use = try members.optionalString("use")
            let named = try members.keyOperations()
            let name = try members.optionalString("alg")
            guard use.map({ $0.isSameText(as: "enc") }) ?? true else { throw .algorithmNotForKey }
            if let operations, let named, !named.contains(where: { operations.contains(where: $0.isSameText) }) {
                throw .algorithmNotForKey
            }
            kind = try Kind(members)
            let secretByteCount: Int? = if case .secret = kind { try members.octets("k").count } else { nil }
            encryptions = ContentEncryptionAlgorithm.allCases.filter { encryption in
                guard let secretByteCount else { return true }
                // RFC 7520 §5.6: the `alg` of a secret that is used as it is may be the `enc` that it is used with.
                let isNamed = name.map { $0.isSameText(as: "dir") || $0.isSameText(as: encryption.name) } ?? true
                return encryption.keyByteCount == secretByteCount && isNamed
            }
            let possible = kind.algorithms
            algorithms = possible.filter { algorithm in
                guard secretByteCount == nil, let name else { return true }
                return algorithm.name.isSameText(as: name)
            }
        } catch {
            throw DecryptionKeyError(error)
        }
        guard !encryptions.isEmpty else { throw .secretLength }
        guard !algorithms.isEmpty else { throw .unsupportedAlgorithm }
    }
}

extension KeyUses.Kind {
    fileprivate init(_ members: JWKMembers) throws(JWKError) {
        switch try members.keyType() {
        case .rsa:
            let bits = JWKMembers.bitWidth(try members.integer("n"))
            guard bits >= 2048 else { throw .modulusTooShort }
            guard bits <= 4096 else { throw .modulusTooLong }
            self = .rsa
        case .elliptic: self = .agreement(try members.curve(among: KeyAgreement.curves.filter { !$0.isOctetKeyPair }))
        case .edwards: self = .agreement(try members.curve(among: KeyAgreement.curves.filter(\.isOctetKeyPair)))
        case .octets: self = .secret
        }
    }

    fileprivate var algorithms: [KeyManagementAlgorithm] {
        KeyManagementAlgorithm.allCases.filter { algorithm in
            switch (self, algorithm.method) {
            case (.rsa, .oaep), (.agreement, .agreement), (.secret, .direct): true
            default: false
            }
        }
    }
}

extension DecryptionKeyError {
    /// In the words that fit a key for encryption.
    fileprivate init(_ error: JWKError) {
        self =
            switch error {
            case .unsupportedKeyType: .unsupportedKeyType
            case .unsupportedCurve: .unsupportedCurve
            case .algorithmNotForKey: .notForEncryption
            case .modulusTooShort, .modulusTooLong: .modulusLength
            default: .invalidKey(error)
            }
    }
}
