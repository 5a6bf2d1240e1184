import JOSE
import OAuth
import Text

/// What an entry of `ISSUERS_FILE` says, as far as its members have been read.
struct IssuerEntry {
    var policy: IssuerPolicy
    var way = IssuerWay()
    /// Where it is asked about tokens; `nil` for nowhere.
    var introspection: IntrospectionEndpoint? {
        didSet { way.introspection = introspection?.url }
    }
    /// What an operator should know, though it stops nothing.
    var warnings: [String] = []
    /// The files that its members name.
    var files: [(place: String, path: String)] = []
    /// What holds where no member says otherwise.
    let defaults: IssuersFile.Defaults
    /// `nil` without the member `preset`.
    var preset: ProviderPreset?
    /// What the preset filled in.
    var presetNote: PresetNote?
    /// Those of an `issuer_template`.
    var tenants: [IssuerTemplate.Tenant] = []

    /// Reads every member of ``IssuerMember/all``, in that order.
    ///
    /// - Throws: ``IssuersFile/Fault`` for the first thing that is wrong.
    init(_ value: JSONValue, at place: String, _ defaults: IssuersFile.Defaults) throws(IssuersFile.Fault) {
        guard let object = value.objectValue else { throw IssuersFile.Fault(place: place, expected: "an object") }
        let known = IssuerMember.names
        if let unknown = object.names.first(where: { !known.contains($0) }) {
            throw IssuersFile.Fault(
                place: "\(place).\(QuotedText.quoted(unknown))",
                expected: "a member out of \(known.sorted().joined(separator: ", "))"
            )
        }
        self.defaults = defaults
        policy = IssuerPolicy(issuer: "", audiences: [])
        policy.scopeClaims = defaults.scopeClaims.paths
        policy.roleClaims = defaults.roleClaims.paths
        let reader = MemberReader(object: object, place: place)
        for member in IssuerMember.all { try member.read(reader, &self) }
        policy.watch(defaults)
        warnings += policies.compactMap { preset?.warning(about: $0.issuer) }
    }

    /// The policy of the issuer, or one for each tenant, bound to the claim that names it.
    var policies: [IssuerPolicy] {
        guard !tenants.isEmpty else { return [policy] }
        return tenants.map { tenant in
            var policy = policy
            policy.issuer = tenant.issuer
            policy.requiredClaims[ExactText(tenant.claim)] = [.string(tenant.name)]
            return policy
        }
    }
}
