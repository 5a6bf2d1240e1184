/// What tells an access token of one issuer from the issuer's other tokens, where `typ` and the claims that every ID token has
/// tell nothing.
///
/// It is looked at before the signature: what it refuses is refused whoever signed it.
public struct TokenMark: Sendable {
    /// Claims of which an access token has one, or the other token one.
    let claims: [ClaimPath]
    /// The values of which it must be one; any will do if there are none.
    let values: [String]
    /// What has the mark is an access token; otherwise it is another.
    let isOfAccessTokens: Bool
    /// What is refused.
    let other: OtherToken

    /// An access token has one of these claims, with one of these values; any if there are none.
    ///
    /// - Parameters:
    ///   - claims: The claims.
    ///   - values: Their values, as strings or in arrays.
    ///   - other: What a token is that has none.
    /// - Returns: The mark.
    public static func requires(
        oneOf claims: [ClaimPath],
        with values: [String] = [],
        otherwise other: OtherToken = .idToken
    ) -> TokenMark {
        TokenMark(claims: claims, values: values, isOfAccessTokens: true, other: other)
    }

    /// A token that has one of these values at this path is none for us.
    ///
    /// - Parameters:
    ///   - claim: The claim.
    ///   - values: Its values, as strings or in arrays.
    ///   - other: What the token is.
    /// - Returns: The mark.
    public static func refuses(_ claim: ClaimPath, with values: [String], as other: OtherToken) -> TokenMark {
        TokenMark(claims: [claim], values: values, isOfAccessTokens: false, other: other)
    }
}

extension TokenMark: CustomStringConvertible {
    /// The mark in words.
    public var description: String {
        let names = claims.map(\.description).joined(separator: " or ")
        let value = values.isEmpty ? "is there" : "is \(values.joined(separator: " or "))"
        return isOfAccessTokens ? "access tokens only: \(names) \(value)" : "refused: \(names) \(value)"
    }
}
