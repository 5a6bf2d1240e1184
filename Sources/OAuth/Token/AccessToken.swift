public import JOSE
import Text

/// An access token for which every rule holds: its signature, issuer, times, audience and claims.
///
/// Only ``AccessTokenValidator`` makes one, so who is given one need not check anything again.
public struct AccessToken: Sendable {
    private let storage: Storage
    /// The thumbprint (RFC 7638) of the key that the client has proven to hold, by the DPoP proof of this very request; `nil`
    /// for a bearer token. A bound token without it reaches no handler.
    public private(set) var provenThumbprint: String?

    private final class Storage: Sendable {
        let header: JOSEHeader
        let claims: RegisteredClaims
        let allClaims: JSONObject

        init(header: JOSEHeader, claims: RegisteredClaims, allClaims: JSONObject) {
            self.header = header
            self.claims = claims
            self.allClaims = allClaims
        }
    }

    init(header: JOSEHeader, claims: RegisteredClaims, allClaims: JSONObject) {
        storage = Storage(header: header, claims: claims, allClaims: allClaims)
    }

    /// The same token in less memory, to be kept for long; `header` is equal to its own.
    func compacted(sharing header: JOSEHeader) -> AccessToken {
        AccessToken(header: header, claims: storage.claims, allClaims: storage.allClaims.compacted)
    }

    /// The JOSE header.
    public var header: JOSEHeader { storage.header }
    /// All claims, as the one parse of the payload found them.
    public var claims: JSONObject { storage.allClaims }
    /// `iss`.
    public var issuer: String { storage.claims.issuer }
    /// `sub`, unique within the issuer; `nil` if the token has none.
    public var subject: String? { storage.claims.subject }
    /// `client_id` (RFC 9068 §2.2), or else `azp`.
    public var clientID: String? { storage.claims.clientID }
    /// `aud`.
    public var audiences: [String] { storage.claims.audiences }
    /// `exp`.
    public var expiresAt: NumericDate { storage.claims.expiresAt }
    /// `nbf`.
    public var notBefore: NumericDate? { storage.claims.notBefore }
    /// `iat`.
    public var issuedAt: NumericDate? { storage.claims.issuedAt }
    /// `jti`.
    public var tokenID: String? { storage.claims.tokenID }
    /// The words of `scope` (RFC 6749 §3.3).
    public var scopes: [String] { storage.claims.scopes }
    /// `permissions`, as Auth0's role-based access control fills it.
    public var permissions: [String] { storage.claims.permissions }
    /// What the token is bound to; `nil` for a bearer token.
    public var confirmation: Confirmation? { storage.claims.confirmation }

    /// This token, in a request that proved its key.
    func proven(by thumbprint: String) -> AccessToken {
        var token = self
        token.provenThumbprint = thumbprint
        return token
    }

    /// Whom the token is about, for the log.
    public var identity: TokenIdentity { TokenIdentity(storage.claims, keyID: header.keyID) }

    /// The token has this permission.
    public func has(permission: String) -> Bool {
        permissions.contains(where: permission.isSameText)
    }

    /// The token has this scope: as a word of `scope` or as a member of `permissions`.
    public func has(scope: String) -> Bool {
        scopes.contains(where: scope.isSameText) || has(permission: scope)
    }
}
