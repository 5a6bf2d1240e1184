/// A member of the entries of `ISSUERS_FILE`, or several that are one choice, and what is made of them.
struct IssuerMember: Sendable {
    typealias Reading = @Sendable (MemberReader, inout IssuerEntry) throws(IssuersFile.Fault) -> Void

    let names: [String]
    /// Reads what is there, and puts in the default if nothing is.
    let read: Reading

    init(_ names: String..., read: @escaping Reading) {
        self.names = names
        self.read = read
    }
}

extension IssuerMember {
    /// Every member, in the order in which they are read: what a row needs of others stands before it. Those about the same
    /// thing are a file, `IssuerMember+Thing`. A new one is a row here, and a line in docs/configuring.md.
    static let all: [IssuerMember] = [
        .allowHTTP, .issuer, .audiences, .preset, .keys, .way, .algorithms, .clockSkew, .requireATJWT, .requiredClaims,
        .scopeClaims, .roleClaims, .audienceClaim, .maxTokenLifetime, .logoutAudiences, .introspection,
    ]

    /// Those of all.
    static let names = Set(all.flatMap(\.names))
}
