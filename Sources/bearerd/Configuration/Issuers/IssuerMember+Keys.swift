import Files
import JOSE
import JWKS
import OAuth
import URI

/// Which keys sign the issuer's tokens, and with which algorithms.
extension IssuerMember {
    private typealias Fault = IssuersFile.Fault

    static let keys = IssuerMember("jwks_uri", "jwks_file", "hmac_secret_file") {
        reader,
        entry throws(IssuersFile.Fault) in
        let named = ["jwks_uri", "jwks_file", "hmac_secret_file"].filter { reader.object[$0] != nil }
        guard named.count <= 1 else {
            throw Fault(place: reader.place, expected: "one of \(named.joined(separator: " and ")), not both")
        }
        entry.policy.keySource = try entry.keySource(reader)
    }

    static let algorithms = IssuerMember("algorithms") { reader, entry throws(IssuersFile.Fault) in
        entry.policy.algorithms = try entry.algorithms(reader)
        try entry.checkLengthOfSecret(at: reader.place)
    }
}

extension IssuerEntry {
    private typealias Fault = IssuersFile.Fault

    fileprivate mutating func keySource(_ reader: MemberReader) throws(IssuersFile.Fault) -> KeySource {
        let hosts = policy.retrieval.httpHosts
        let uri = try reader.value("jwks_uri", MemberReader.urlForm) { value in
            value.stringValue.flatMap { SecureURL($0, allowingHTTPOf: hosts)?.text }
        }
        if let uri { return .jwksURI(uri) }
        let keys = try reader.path("jwks_file", "a readable file of at most 1 MiB", limit: 1_048_576)
        if let (path, isWritableByOthers) = keys {
            files.append(("\(reader.place).jwks_file", path))
            if isWritableByOthers { warnOfWritable(path) }
            return .jwksFile(path: path)
        }
        if let file = try reader.file("hmac_secret_file", "a readable file of at most 4096 bytes", limit: 4_096) {
            files.append((file.place, file.path))
            return .fixed(JWKSet([try secret(file)]))
        }
        return .discovery
    }

    private mutating func secret(_ file: MemberReader.File) throws(IssuersFile.Fault) -> JWK {
        var secret = file.content
        // Editors and `echo` end a line; a secret does not mean that.
        if secret.last == UInt8(ascii: "\n") { secret.removeLast() }
        if SmallFile.isReadableByEveryone(file.path) {
            warnings.append("the secret in \(file.path) can be read by every user of this machine")
        }
        if SmallFile.isWritableByOthers(file.path) { warnOfWritable(file.path) }
        do { return try JWK.symmetric(secret: secret) } catch {
            throw Fault(place: file.place, expected: "a secret of at least 32 random bytes (RFC 7518 section 3.2)")
        }
    }

    private mutating func warnOfWritable(_ path: String) {
        warnings.append("the keys in \(path) can be changed by others than its owner (chmod go-w)")
    }

    private var isSymmetric: Bool { if case .fixed = policy.keySource { true } else { false } }

    fileprivate func algorithms(_ reader: MemberReader) throws(IssuersFile.Fault) -> [JWSAlgorithm] {
        let isSymmetric = isSymmetric
        let kind = isSymmetric ? "HS256, HS384, HS512" : "signature algorithms without HS256, HS384 and HS512"
        let named = try reader.value("algorithms", "a list of \(kind)") { value in
            MemberReader.words(value).flatMap { words in
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
    fileprivate func checkLengthOfSecret(at place: String) throws(IssuersFile.Fault) {
        guard case .fixed(let set) = policy.keySource else { return }
        for algorithm in policy.algorithms where !set.keys.allSatisfy({ $0.isUsable(for: algorithm) }) {
            let expected = "a secret long enough for \(algorithm.name): 32, 48 or 64 bytes for HS256, HS384 or HS512"
            throw Fault(place: "\(place).hmac_secret_file", expected: expected)
        }
    }
}
