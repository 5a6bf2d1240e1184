import Text

/// What is denied of an issuer's tokens, though they are good otherwise: those of a subject, a session, a client, a key, one token
/// by itself, or all that were issued before a moment.
public struct DenyEntry: Sendable, Hashable {
    /// By which claim, or header parameter, tokens are told apart.
    public enum Kind: String, Sendable, CaseIterable {
        /// `jti`: one token.
        case tokenID = "jti"
        /// `sub`.
        case subject = "sub"
        /// `sid`: a session at the issuer.
        case session = "sid"
        /// `sub` of a token that names no session, and so may be of any.
        case sessionlessSubject = "sub_without_sid"
        /// `client_id`, or else `azp`.
        case clientID = "client_id"
        /// `kid`: the key that verified the signature, whether or not the token names it.
        case keyID = "kid"
        /// `iss`: all tokens of the issuer that were issued before a moment.
        case issuer = "iss"
    }

    /// Whose tokens are meant, exactly as `iss` has it.
    public let issuer: String
    /// By what they are told apart.
    public let kind: Kind
    /// Which they are, exactly as the claim has it; of ``Kind/issuer`` the issuer itself.
    public let value: String
    /// Only tokens that were issued earlier, and such as do not say when; `nil` for all, also those of the future.
    public let issuedBefore: NumericDate?
    /// When the entry ends; `nil` for when it is taken back.
    public let until: NumericDate?

    /// The longest issuer or value, in bytes of UTF-8.
    public static let longestText = 4_096

    /// An entry; `nil` for what is none.
    ///
    /// - Parameters:
    ///   - kind: By what tokens are told apart.
    ///   - value: Which they are: 1 to ``longestText`` bytes.
    ///   - issuer: Whose tokens are meant.
    ///   - issuedBefore: Only those that were issued earlier. Of ``Kind/issuer`` it must be there.
    ///   - until: When the entry ends.
    public init?(
        _ kind: Kind,
        _ value: String,
        of issuer: String,
        issuedBefore: NumericDate? = nil,
        until: NumericDate? = nil
    ) {
        guard Self.isText(issuer), Self.isText(value) else { return nil }
        // To refuse an issuer as a whole is to accept it no more: that is said where it is accepted.
        if kind == .issuer, issuedBefore == nil || !value.isSameText(as: issuer) { return nil }
        self.issuer = issuer
        self.kind = kind
        self.value = value
        self.issuedBefore = issuedBefore
        self.until = until
    }

    /// Whether an issuer or a value can be written so.
    static func isText(_ text: String) -> Bool { 1...longestText ~= text.utf8.count }

    /// Whether both name the same tokens, byte by byte, whatever their times are.
    func names(theSameAs other: DenyEntry) -> Bool {
        kind == other.kind && issuer.isSameText(as: other.issuer) && value.isSameText(as: other.value)
    }

    /// The same texts, byte by byte, and the same times.
    public static func == (a: DenyEntry, b: DenyEntry) -> Bool {
        a.names(theSameAs: b) && a.issuedBefore == b.issuedBefore && a.until == b.until
    }

    /// Of what is denied.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(ExactText(issuer))
        hasher.combine(ExactText(value))
    }
}
