import JOSE
import Text

/// What a token must allow, beyond being good.
public indirect enum AccessRequirement: Sendable, Hashable {
    /// A scope of the token's (``AccessToken/scopes``).
    case scope(String)
    /// A member of `permissions`.
    case permission(String)
    /// A role of the token's (``AccessToken/roles``).
    case role(String)
    /// One of these values at a path: a string, a whole number, `true` or `false`, or an array with one of them.
    case claim(ClaimPath, oneOf: [String])
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
        case .claim(let path, let values): claims.all.has(oneOf: values, at: path)
        case .all(let parts): parts.allSatisfy { $0.isMet(by: claims) }
        case .any(let parts): parts.contains { $0.isMet(by: claims) }
        }
    }

    /// Refuses a token that does not meet the requirement. The first part that it does not meet says why.
    ///
    /// - Throws: ``TokenValidationError/insufficientScope(_:)``, with all scopes of the requirement,
    ///   ``TokenValidationError/insufficientRole`` or ``TokenValidationError/claimNotAllowed``.
    public func check(_ token: AccessToken) throws(TokenValidationError) {
        try check(token.registered)
    }

    func check(_ claims: RegisteredClaims) throws(TokenValidationError) {
        guard let part = firstUnmet(by: claims) else { return }
        switch part {
        case .role: throw .insufficientRole
        case .claim: throw .claimNotAllowed
        case .scope, .permission, .all, .any: throw .insufficientScope(scopes.joined(separator: " "))
        }
    }

    /// The part that a client is told about; of several ways, one by a scope, as that can be asked for.
    private func firstUnmet(by claims: RegisteredClaims) -> AccessRequirement? {
        guard !isMet(by: claims) else { return nil }
        switch self {
        case .scope, .permission, .role, .claim: return self
        case .all(let parts): return parts.lazy.compactMap { $0.firstUnmet(by: claims) }.first
        case .any(let parts):
            guard let first = parts.first, scopes.isEmpty else { return self }
            return first.firstUnmet(by: claims)
        }
    }

    /// What a client may ask its issuer for: the scopes and permissions that stand in it and are written as scopes are.
    public var scopes: [String] {
        names.filter { !$0.isEmpty && $0.utf8.allSatisfy(\.isScopeCharacter) }
    }

    private var names: [String] {
        switch self {
        case .scope(let name), .permission(let name): [name]
        case .role, .claim: []
        case .all(let parts), .any(let parts): parts.flatMap(\.names)
        }
    }
}

extension JSONObject {
    fileprivate func has(oneOf values: [String], at path: ClaimPath) -> Bool {
        guard let value = value(at: path) else { return false }
        return (value.arrayValue ?? [value]).contains { $0.word.map { values.contains(where: $0.isSameText) } ?? false }
    }
}

extension JSONValue {
    /// As a word; `nil` for what may be written in several ways, or is none.
    fileprivate var word: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .bool(let value): value ? "true" : "false"
        case .null, .number, .array, .object: nil
        }
    }
}
