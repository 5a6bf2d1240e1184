import ArgumentParser
import OAuth
import Text

/// What a command about the deny-list is about: `KIND VALUE [--issuer URL]`.
struct DenyTarget: ParsableArguments {
    static let kinds = DenyEntry.Kind.allCases.filter { $0 != .issuer }.map(\.rawValue) + ["issuer"]

    @Argument(help: "By what tokens are told apart: jti, sub, sid, sub_without_sid, client_id, kid, or issuer.")
    var kind: String

    @Argument(help: "Which they are, exactly as the token has it; of issuer, the issuer itself.")
    var value: String

    @Option(help: ArgumentHelp("Whose tokens; may be left out where there is one issuer.", valueName: "url"))
    var issuer: String?

    var entryKind: DenyEntry.Kind? { kind == "issuer" ? .issuer : DenyEntry.Kind(rawValue: kind) }

    func validate() throws {
        guard Self.kinds.contains(kind) else {
            throw ValidationError("KIND is one of \(Self.kinds.joined(separator: ", ")).")
        }
        if kind == "issuer", issuer != nil { throw ValidationError("--issuer stands in the place of VALUE here.") }
    }

    /// Whose tokens are meant, of these issuers.
    ///
    /// - Throws: `ValidationError` for an issuer that is none of them: what is misspelt would deny nothing.
    func issuer(among issuers: [String]) throws -> String {
        let named = kind == "issuer" ? value : issuer
        guard let issuer = named ?? (issuers.count == 1 ? issuers.first : nil) else {
            throw ValidationError("There is more than one issuer: --issuer says whose tokens are meant.")
        }
        guard issuers.contains(where: issuer.isSameText) else {
            throw ValidationError(
                "\(QuotedText.quoted(issuer)) is none of the issuers that are accepted: "
                    + issuers.prefix(16).map { QuotedText.quoted($0) }.joined(separator: ", ")
            )
        }
        return issuer
    }
}
