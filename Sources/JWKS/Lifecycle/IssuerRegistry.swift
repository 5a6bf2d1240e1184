import Text

/// The issuers that somebody holds, each under what tells its keys from another's.
struct IssuerRegistry {
    /// An issuer, and where its keys are from: byte by byte, whatever Unicode takes for equal.
    struct Name: Hashable {
        let issuer: ExactText
        let source: ExactText

        init(issuer: String, source: String) {
            self.issuer = ExactText(issuer)
            self.source = ExactText(source)
        }
    }

    private struct Reference {
        weak var keys: IssuerKeys?
    }

    private static let leastSwept = 16

    private var references: [Name: Reference] = [:]
    /// As many entries have the dead ones thrown out, so that there are at most twice as many as living ones, and a few.
    private var sweepAt = leastSwept

    /// How many there are, those included that nobody holds any more.
    var count: Int { references.count }

    /// The keys of this name: those that somebody holds, or else new ones.
    mutating func keys(of name: Name, make: () -> IssuerKeys) -> IssuerKeys {
        if let known = references[name]?.keys { return known }
        if references.count >= sweepAt { sweep() }
        let keys = make()
        references[name] = Reference(keys: keys)
        return keys
    }

    private mutating func sweep() {
        references = references.filter { $0.value.keys != nil }
        sweepAt = max(references.count * 2, Self.leastSwept)
    }
}
