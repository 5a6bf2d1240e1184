import JOSE
import OAuth
import Text

/// `ISSUERS_FILE`: a JSON list of issuer policies.
struct IssuersFile {
    private(set) var policies: [IssuerPolicy] = []
    /// What an operator should know, though it stops nothing.
    private(set) var warnings: [String] = []
    /// The files that its members name.
    private(set) var files: [(place: String, path: String)] = []

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
        for (index, value) in entries.enumerated() {
            let entry = try IssuerEntry(value, at: "[\(index)]", defaults)
            guard issuers.insert(ExactText(entry.policy.issuer)).inserted else {
                throw Fault(place: "[\(index)].issuer", expected: "an issuer that is not in the list already")
            }
            policies.append(entry.policy)
            warnings += entry.warnings
            files += entry.files
        }
    }
}
