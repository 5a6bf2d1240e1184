import Text

/// The public keys of one issuer (RFC 7517 §5).
public struct JWKSet: Sendable {
    /// How many keys of a set are read.
    public static let maximumKeys = 256
    /// How many keys are tried for one token, and what more than one of them may cost: as much as two of 4096 bits.
    static let mostTried = (keys: 4, effort: 2 * JWKMembers.effort(modulusBits: 4096, exponentBits: 17))

    /// The keys that can verify, in their order.
    public let keys: [JWK]
    /// What was left out, for the log. One broken key never spoils a set.
    public let omitted: [OmittedKey]
    /// Those with each `kid`, so that a token costs the same however many keys there are.
    private let keysByID: [ExactText: [JWK]]

    /// A set of keys that are at hand.
    public init(_ keys: [JWK]) {
        self.init(keys, omitted: [])
    }

    private init(_ keys: [JWK], omitted: [OmittedKey]) {
        self.keys = keys
        self.omitted = omitted
        keysByID = keys.reduce(into: [:]) { groups, key in
            if let keyID = key.keyID { groups[ExactText(keyID), default: []].append(key) }
        }
    }

    /// Reads a set. A key that is broken, unknown, private or symmetric is left out (RFC 7517 §5).
    ///
    /// - Throws: ``JWKSetError`` where the bytes are not a JSON object with an array `keys`.
    public init(parsing bytes: [UInt8]) throws(JWKSetError) {
        var keys: [JWK] = []
        var omitted: [OmittedKey] = []
        for (index, value) in try JWKSet.values(in: bytes).enumerated() {
            do throws(JWKError) {
                guard index < JWKSet.maximumKeys else { throw .tooManyKeys }
                guard let object = value.objectValue else { throw .notAnObject }
                keys.append(try JWK(object))
            } catch {
                let object = value.objectValue
                let keyID = object?["kid"]?.stringValue
                let summary = object.map { KeySummary($0) }
                omitted.append(OmittedKey(index: index, keyID: keyID, summary: summary, reason: error))
            }
        }
        self.init(keys, omitted: omitted)
    }

    /// The keys to try for a token.
    ///
    /// With a `kid`, the usable keys that have it. Without one, the usable keys, provided that all are of one type and
    /// curve: a token does not choose between families. Of many only the first four, or fewer long ones: what a token costs
    /// is not its issuer's choice.
    public func candidates(keyID: String?, algorithm: JWSAlgorithm) -> [JWK] {
        if let keyID {
            return JWKSet.affordable((keysByID[ExactText(keyID)] ?? []).lazy.filter { $0.isUsable(for: algorithm) })
        }
        let usable = keys.lazy.filter { $0.isUsable(for: algorithm) }
        guard let curve = usable.first.map(\.curve), usable.allSatisfy({ $0.curve == curve }) else { return [] }
        return JWKSet.affordable(usable)
    }

    private static func affordable(_ keys: some Sequence<JWK>) -> [JWK] {
        var tried = (keys: 0, effort: 0)
        return keys.prefix { key in
            tried = (tried.keys + 1, tried.effort + key.effort)
            return tried.keys == 1 || (tried.keys <= mostTried.keys && tried.effort <= mostTried.effort)
        }
    }

    private static func values(in bytes: [UInt8]) throws(JWKSetError) -> [JSONValue] {
        let object: JSONObject
        do {
            object = try JSONObject(parsing: bytes)
        } catch {
            throw .notJSON(error)
        }
        guard let values = object["keys"]?.arrayValue else { throw .keysMissing }
        return values
    }
}
