import JOSE
import JWKS
import OAuth
import Text

/// What `check-config --online` says about the keys of one issuer: a line about the set, and one for each key.
struct KeyReport {
    let lines: [String]
    /// What an operator should know, though it stops nothing.
    let warnings: [String]
    /// Whether there are any.
    let hasKeys: Bool
    /// Of the policy's algorithms, those that some key may be used with.
    let usedAlgorithms: [JWSAlgorithm]
    /// Those that the policy would have to name for keys that are not used.
    let unusedAlgorithms: [JWSAlgorithm]

    /// Fetches the keys and looks which of them may serve.
    init(_ policy: IssuerPolicy, fetch: @escaping DocumentFetch) async {
        do throws(KeyRetrievalError) {
            self.init(
                policy,
                try await KeyInquiry(about: policy.issuer, from: policy.keySource, by: policy.retrieval, fetch: fetch)
            )
        } catch {
            self.init(failed: "\(policy.issuer): \(error)")
        }
    }

    private init(failed line: String) {
        (lines, warnings, hasKeys, usedAlgorithms, unusedAlgorithms) = ([line], [], false, [], [])
    }

    private init(_ policy: IssuerPolicy, _ inquiry: KeyInquiry) {
        let entries = Self.entries(inquiry.keys)
        let used = inquiry.keys.keys.count { !Self.algorithms(of: $0, policy).isEmpty }
        let place = inquiry.metadataURL.map { ", found by \($0)" } ?? ""
        lines =
            ["\(policy.issuer): \(entries.count) keys, of which \(used) will be used\(place)"]
            + entries.map { "  \(Self.line($0, policy))" }
        let noneIsUsed = used == 0 ? "no key of \(policy.issuer) will be used: every token of it will be refused" : nil
        warnings = [noneIsUsed, inquiry.disagreement.map { "\(policy.issuer): \($0)" }].compactMap(\.self)
        hasKeys = true
        usedAlgorithms = inquiry.keys.keys.flatMap { Self.algorithms(of: $0, policy) }
        unusedAlgorithms = inquiry.keys.keys.filter { Self.algorithms(of: $0, policy).isEmpty }.flatMap(Self.possible)
    }

    private enum Entry {
        case key(JWK)
        case omitted(OmittedKey)
    }

    /// In the order in which the issuer has them.
    private static func entries(_ set: JWKSet) -> [Entry] {
        var entries = set.keys.map(Entry.key)
        for omitted in set.omitted { entries.insert(.omitted(omitted), at: min(omitted.index, entries.count)) }
        return entries
    }

    private static func line(_ entry: Entry, _ policy: IssuerPolicy) -> String {
        switch entry {
        case .key(let key): "\(name(key.keyID)): \(form(key.summary)): \(use(of: key, policy))"
        case .omitted(let key):
            "\(name(key.keyID)): \(key.summary.map(form) ?? "no key"): not used: \(reason(key))"
        }
    }

    private static func name(_ keyID: String?) -> String {
        keyID.map { "kid \(QuotedText.quoted($0))" } ?? "no kid"
    }

    private static func form(_ summary: KeySummary) -> String {
        let size = summary.curve.map(text) ?? summary.bits.map { "\($0) bits" }
        let parts = [summary.keyType.map(text) ?? "no kty", size, "alg \(summary.algorithm.map(text) ?? "not said")"]
        return parts.compactMap(\.self).joined(separator: ", ")
    }

    /// What is not a plain word stands in quotes.
    private static func text(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.utf8.count <= 32 && word.utf8.allSatisfy(\.isTokenCharacter)
        return isPlain ? word : QuotedText.quoted(word)
    }

    private static func algorithms(of key: JWK, _ policy: IssuerPolicy) -> [JWSAlgorithm] {
        policy.algorithms.filter(key.isUsable)
    }

    private static func possible(_ key: JWK) -> [JWSAlgorithm] {
        key.summary.isForEncryption ? [] : JWSAlgorithm.all.filter(key.isUsable)
    }

    private static func use(of key: JWK, _ policy: IssuerPolicy) -> String {
        let algorithms = algorithms(of: key, policy)
        if !algorithms.isEmpty { return "used for \(names(algorithms))" }
        if key.summary.isForEncryption { return "not used: it is for encryption" }
        let possible = possible(key)
        guard !possible.isEmpty else { return "not used: its use or key_ops do not let it verify" }
        return "not used: ALGORITHMS or algorithms would have to name \(possible.map(\.name).joined(separator: " or "))"
    }

    private static func reason(_ key: OmittedKey) -> String {
        key.summary?.isForEncryption == true ? "it is for encryption" : "\(key.reason)"
    }

    private static func names(_ algorithms: [JWSAlgorithm]) -> String {
        algorithms.map(\.name).joined(separator: ", ")
    }
}
