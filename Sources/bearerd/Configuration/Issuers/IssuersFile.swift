import JOSE
import OAuth
import Text

/// `ISSUERS_FILE`: a JSON list of issuer policies.
struct IssuersFile {
    private(set) var policies: [IssuerPolicy] = []
    /// The way to each of their issuers.
    private(set) var ways: [(policy: IssuerPolicy, way: IssuerWay)] = []
    /// Where which of them is asked about tokens.
    private(set) var introspections: [(issuer: String, endpoint: IntrospectionEndpoint)] = []
    /// What an operator should know, though it stops nothing.
    private(set) var warnings: [String] = []
    /// The files that its members name.
    private(set) var files: [(place: String, path: String)] = []
    /// What presets filled in.
    private(set) var presetNotes: [PresetNote] = []

    /// What a policy has that does not say otherwise.
    struct Defaults {
        let algorithms: [JWSAlgorithm]
        let clockSkew: Duration
        let requiresATJWT: Bool
        var scopeClaims = NamedClaims(ClaimPath.standardScopes)
        var roleClaims = NamedClaims(ClaimPath.standardRoles)
        var maxTokenLifetime: Duration?
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
        var tenants: Set<ExactText> = []
        for (index, value) in entries.enumerated() {
            let entry = try IssuerEntry(value, at: "[\(index)]", defaults)
            // A tenant's tokens are judged by one policy, whichever of its issuers they are from.
            for tenant in entry.tenants where !tenants.insert(ExactText(tenant.name)).inserted {
                let expected = "tenants that no other issuer_template has: \(tenant.name)"
                throw Fault(place: "[\(index)].tenants", expected: expected)
            }
            for policy in entry.policies where !issuers.insert(ExactText(policy.issuer)).inserted {
                throw Fault(place: "[\(index)].issuer", expected: "an issuer that is not in the list already")
            }
            policies += entry.policies
            if let endpoint = entry.introspection { introspections.append((entry.policy.issuer, endpoint)) }
            try checkOpaque(at: "[\(index)]", entry.policy)
            ways += entry.policies.map { ($0, entry.way) }
            warnings += entry.warnings
            files += entry.files
            if let note = entry.presetNote { presetNotes.append(note) }
        }
    }

    /// An opaque token does not say whose it is, and a token of one issuer is never shown to another.
    private func checkOpaque(at place: String, _ policy: IssuerPolicy) throws(Fault) {
        guard policy.introspection?.takesOpaqueTokens == true,
            let other = policies.first(where: {
                $0.introspection?.takesOpaqueTokens == true && !$0.issuer.isSameText(as: policy.issuer)
            })
        else { return }
        throw Fault(
            place: "\(place).introspection.opaque",
            expected: "false here or at \(other.issuer), as opaque tokens are shown to one issuer"
        )
    }
}
