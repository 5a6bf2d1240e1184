import JOSE
import Text

/// What a token must allow, beyond being good.
public indirect enum AccessRequirement: Sendable, Hashable {
    /// A word of `scope` or a member of `permissions`.
    case scope(String)
    /// A member of `permissions`.
    case permission(String)
    /// A member of the claim `roles` (RFC 9068 §2.2.3.1).
    case role(String)
    /// Every one of these; nothing more than a good token if there are none.
    case all([AccessRequirement])
    /// At least one of these; no token meets an empty list.
    case any([AccessRequirement])

    /// A good token is enough.
    public static let none = AccessRequirement.all([])

    /// `token` meets the requirement.
    public func isMet(by token: AccessToken) -> Bool {
        isMet(by: token.registered)
    }

    func isMet(by claims: RegisteredClaims) -> Bool {
        switch self {
        case .scope(let name): claims.has(scope: name)
        case .permission(let name): claims.has(permission: name)
        case .role(let name): claims.roles.contains(where: name.isSameText)
        case .all(let parts): parts.allSatisfy { $0.isMet(by: claims) }
        case .any(let parts): parts.contains { $0.isMet(by: claims) }
        }
    }

    /// Refuses a token that does not meet the requirement.
    ///
    /// - Throws: ``TokenValidationError/insufficientScope(_:)``.
    public func check(_ token: AccessToken) throws(TokenValidationError) {
        try check(token.registered)
    }

    func check(_ claims: RegisteredClaims) throws(TokenValidationError) {
        guard isMet(by: claims) else { throw .insufficientScope(scopes.joined(separator: " ")) }
    }

    /// What a client may ask its issuer for: the scopes and permissions that stand in it and are written as scopes are.
    public var scopes: [String] {
        names.filter { !$0.isEmpty && $0.utf8.allSatisfy(\.isScopeCharacter) }
    }

    private var names: [String] {
        switch self {
        case .scope(let name), .permission(let name): [name]
        case .role: []
        case .all(let parts), .any(let parts): parts.flatMap(\.names)
        }
    }
}

extension AccessToken {
    /// `roles` (RFC 9068 §2.2.3.1); empty if it is not there or not an array of strings.
    public var roles: [String] { registered.roles }
}
