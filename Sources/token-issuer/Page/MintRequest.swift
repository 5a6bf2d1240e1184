import HTTP
import HTTPTypes
import JOSE
import OAuth
import ResourceServerTesting
import Text

/// The token that the page asks for.
struct MintRequest: Sendable, Equatable, Decodable {
    /// `nil` for a token that a client gets for itself.
    var subject: String?
    var scopes: [String] = []
    /// In seconds.
    var lifetime: Int64
    /// What is wrong with the token, in the word of `token-issuer token --broken`.
    var defect: String?
    /// The thumbprint (RFC 7638) of the browser's key, to which the token is bound.
    var keyThumbprint: String?

    private static let longestSubject = 256
    private static let mostScopes = 64
    private static let longestLifetime: Int64 = 366 * 86_400

    /// The claims of the token.
    ///
    /// - Throws: The sentence that the page shows, with 400.
    func claims(of identity: IssuerIdentity, at now: Int64) throws(HTTPError) -> AccessTokenClaims {
        try check()
        return AccessTokenClaims(
            issuer: identity.issuer,
            subject: subject,
            clientID: "development-client",
            audience: identity.audiences.first ?? "",
            issuedAt: now,
            lifetime: lifetime,
            scopes: scopes,
            keyThumbprint: keyThumbprint
        )
    }

    /// - Throws: The sentence that the page shows, with 400.
    func tokenDefect() throws(HTTPError) -> TokenDefect? {
        guard let defect else { return nil }
        guard let known = TokenDefect(rawValue: defect) else {
            throw HTTPError(.badRequest, "There is no such defect.")
        }
        return known
    }

    private func check() throws(HTTPError) {
        if let subject, subject.isEmpty || subject.utf8.count > Self.longestSubject {
            throw HTTPError(.badRequest, "The subject has 1 to 256 bytes.")
        }
        guard scopes.count <= Self.mostScopes, scopes.allSatisfy(Self.isScope) else {
            throw HTTPError(
                .badRequest,
                "The scopes are at most 64 words of printable ASCII, without quotes and backslashes."
            )
        }
        guard 1...Self.longestLifetime ~= lifetime else {
            throw HTTPError(.badRequest, "The lifetime is 1 to 31622400 seconds.")
        }
        if let keyThumbprint, Base64URL.decode(keyThumbprint)?.count != 32 {
            throw HTTPError(.badRequest, "The thumbprint of a key is a SHA-256 in base64url.")
        }
    }

    /// RFC 6749 §3.3.
    private static func isScope(_ word: String) -> Bool {
        !word.isEmpty && word.utf8.allSatisfy(\.isScopeCharacter)
    }
}
