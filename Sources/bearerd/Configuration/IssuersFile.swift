import Files
import JOSE
import JWKS
import OAuth
import Text
import URI

/// `ISSUERS_FILE`: a JSON list of issuer policies.
struct IssuersFile {
    private(set) var policies: [IssuerPolicy] = []
    /// What an operator should know, though it stops nothing.
    private(set) var warnings: [String] = []
    /// The files that its members name.
    private(set) var files: [(place: String, path: String)] = []

    private static let members: Set<String> = [
        "issuer", "audiences", "algorithms", "jwks_uri", "jwks_file", "hmac_secret_file", "clock_skew",
        "require_at_jwt", "required_claims",
    ]

    /// What a policy has that does not say otherwise.
    struct Defaults {
        let algorithms: [JWSAlgorithm]
        let clockSkew: Duration
        let requiresATJWT: Bool
    }

    /// Where in the file something is wrong, and what was expected there.
    struct Fault: Error {
        let place: String
        let expected: String
    }

    /// - Throws: ``Fault`` for the first thing that is wrong.
    init(_ content: [UInt8], defaults: Defaults) throws(Fault) {
        let json: JSONValue
        do { json = try JSONValue(parsing: content) } catch {
            throw Fault(place: "byte \(error.offset)", expected: "JSON without duplicate members (\(error))")
        }
        guard let entries = json.arrayValue else {
            throw Fault(place: "the top", expected: "a list of issuer policies")
        }
        guard !entries.isEmpty else {
            throw Fault(place: "the top", expected: "a list of issuer policies with one at least")
        }
        var issuers: Set<ExactText> = []
        for (index, entry) in entries.enumerated() {
            let policy = try policy(entry, at: "[\(index)]", defaults)
            guard issuers.insert(ExactText(policy.issuer)).inserted else {
                throw Fault(place: "[\(index)].issuer", expected: "an issuer that is not in the list already")
            }
            policies.append(policy)
        }
    }

    private mutating func policy(
        _ entry: JSONValue,
        at place: String,
        _ defaults: Defaults
    ) throws(Fault) -> IssuerPolicy {
        guard let object = entry.objectValue else { throw Fault(place: place, expected: "an object") }
        if let unknown = object.names.first(where: { !Self.members.contains($0) }) {
            let known = Self.members.sorted().joined(separator: ", ")
            throw Fault(place: "\(place).\(QuotedText.quoted(unknown))", expected: "a member out of \(known)")
        }
        let reader = MemberReader(object: object, place: place)
        let issuer = try reader.required("issuer", "an https URL, or an http URL of a loopback host") {
            $0.stringValue.flatMap(IssuerSettings.issuer)
        }
        let audiences = try reader.required("audiences", "a list of identifiers, at least one") { Self.words($0) }
        let source = try source(reader)
        let isSymmetric = if case .fixed = source { true } else { false }
        var policy = IssuerPolicy(issuer: issuer, audiences: audiences, keySource: source)
        policy.algorithms = try Self.algorithms(reader, isSymmetric, defaults)
        try Self.checkLength(of: source, for: policy.algorithms, at: place)
        policy.clockSkew =
            try reader.value("clock_skew", "a duration from 0s to 5m") {
                $0.stringValue.flatMap(SettingValue.duration(in: .zero...(.seconds(300))))
            } ?? defaults.clockSkew
        policy.requiresATJWT =
            try reader.value("require_at_jwt", "true or false", \.boolValue) ?? defaults.requiresATJWT
        policy.requiredClaims = try Self.requiredClaims(reader)
        return policy
    }

    private mutating func source(_ reader: MemberReader) throws(Fault) -> KeySource {
        let named = ["jwks_uri", "jwks_file", "hmac_secret_file"].filter { reader.object[$0] != nil }
        guard named.count <= 1 else {
            throw Fault(place: reader.place, expected: "one of \(named.joined(separator: " and ")), not both")
        }
        if let uri = try reader.value(
            "jwks_uri",
            "an https URL, or an http URL of a loopback host",
            { value in
                value.stringValue.flatMap { SecureURL($0)?.text }
            }
        ) {
            return .jwksURI(uri)
        }
        if let file = try reader.file("jwks_file", "a readable file of at most 1 MiB", limit: 1_048_576) {
            files.append((file.place, file.path))
            warnIfWritable(file.path)
            return .jwksFile(path: file.path)
        }
        if let file = try reader.file("hmac_secret_file", "a readable file of at most 4096 bytes", limit: 4_096) {
            files.append((file.place, file.path))
            return .fixed(JWKSet([try secret(file)]))
        }
        return .discovery
    }

    private mutating func secret(_ file: MemberFile) throws(Fault) -> JWK {
        var secret = file.content
        // Editors and `echo` end a line; a secret does not mean that.
        if secret.last == UInt8(ascii: "\n") { secret.removeLast() }
        if SmallFile.isReadableByEveryone(file.path) {
            warnings.append("the secret in \(file.path) can be read by every user of this machine")
        }
        warnIfWritable(file.path)
        do { return try JWK.symmetric(secret: secret) } catch {
            throw Fault(place: file.place, expected: "a secret of at least 32 random bytes (RFC 7518 section 3.2)")
        }
    }

    private mutating func warnIfWritable(_ path: String) {
        guard SmallFile.isWritableByOthers(path) else { return }
        warnings.append("the keys in \(path) can be changed by others than its owner (chmod go-w)")
    }

    private static func algorithms(
        _ reader: MemberReader,
        _ isSymmetric: Bool,
        _ defaults: Defaults
    ) throws(Fault) -> [JWSAlgorithm] {
        let kind = isSymmetric ? "HS256, HS384, HS512" : "signature algorithms without HS256, HS384 and HS512"
        let named = try reader.value("algorithms", "a list of \(kind)") { value in
            words(value).flatMap { words in
                let algorithms = words.compactMap { JWSAlgorithm(named: $0) }
                let areRight =
                    algorithms.count == words.count && algorithms.allSatisfy { $0.isSymmetric == isSymmetric }
                return areRight ? algorithms : nil
            }
        }
        if let named { return named }
        let standard = defaults.algorithms.filter { $0.isSymmetric == isSymmetric }
        guard !standard.isEmpty else { throw Fault(place: "\(reader.place).algorithms", expected: "a list of \(kind)") }
        return standard
    }

    /// RFC 7518 §3.2: a key at least as long as the hash.
    private static func checkLength(
        of source: KeySource,
        for algorithms: [JWSAlgorithm],
        at place: String
    ) throws(Fault) {
        guard case .fixed(let set) = source else { return }
        for algorithm in algorithms where !set.keys.allSatisfy({ $0.isUsable(for: algorithm) }) {
            let expected = "a secret long enough for \(algorithm.name): 32, 48 or 64 bytes for HS256, HS384 or HS512"
            throw Fault(place: "\(place).hmac_secret_file", expected: expected)
        }
    }

    private static func requiredClaims(_ reader: MemberReader) throws(Fault) -> [ExactText: [JSONValue]] {
        let expected = "an object whose members are lists of the values that are allowed"
        let claims = try reader.value("required_claims", expected) { value -> [ExactText: [JSONValue]]? in
            guard let object = value.objectValue else { return nil }
            var claims: [ExactText: [JSONValue]] = [:]
            for name in object.names {
                guard let values = object[name]?.arrayValue, !values.isEmpty else { return nil }
                claims[ExactText(name)] = values
            }
            return claims
        }
        return claims ?? [:]
    }

    private static func words(_ value: JSONValue) -> [String]? {
        guard let words = value.stringArrayValue, !words.isEmpty, !words.contains("") else { return nil }
        return words
    }

    /// A file that a member names.
    private struct MemberFile {
        let place: String
        let path: String
        let content: [UInt8]
    }

    private struct MemberReader {
        let object: JSONObject
        let place: String

        func value<Value>(
            _ name: String,
            _ expected: String,
            _ convert: (JSONValue) -> Value?
        ) throws(Fault) -> Value? {
            guard let member = object[name] else { return nil }
            guard let value = convert(member) else { throw Fault(place: "\(place).\(name)", expected: expected) }
            return value
        }

        func file(_ name: String, _ expected: String, limit: Int) throws(Fault) -> MemberFile? {
            let path = try value(name, "the absolute path of \(expected)") { member in
                member.stringValue.flatMap { $0.hasPrefix("/") ? $0 : nil }
            }
            guard let path else { return nil }
            let place = "\(place).\(name)"
            do throws(FileRefusal) {
                return MemberFile(place: place, path: path, content: try SmallFile.content(of: path, limit: limit))
            } catch {
                throw Fault(place: place, expected: "\(expected), not \(QuotedText.quoted(path)): \(error.phrase)")
            }
        }

        func required<Value>(
            _ name: String,
            _ expected: String,
            _ convert: (JSONValue) -> Value?
        ) throws(Fault) -> Value {
            guard let value = try value(name, expected, convert) else {
                throw Fault(place: "\(place).\(name)", expected: expected)
            }
            return value
        }
    }
}
