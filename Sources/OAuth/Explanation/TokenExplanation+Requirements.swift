import JOSE
import Text

extension TokenExplanation {
    /// What a handler asks for, which is not asked before the request is let through to it.
    mutating func explain(_ requirements: [AccessRequirement], _ claims: RegisteredClaims, by policy: IssuerPolicy) {
        for requirement in requirements {
            run(requirement.name, finding: requirement.finding(claims, policy)) { () throws(TokenValidationError) in
                try requirement.check(claims)
            }
            if !requirement.isMet(by: claims) { hints += requirement.places(claims, policy) }
        }
    }
}

extension TokenExplanation {
    /// What a place asks for beside scopes: one of these audiences, if there are any, and how the user authenticated.
    mutating func explain(
        _ claims: RegisteredClaims,
        namesOneOf audiences: [String],
        _ authentication: AuthenticationRequirement?,
        at now: NumericDate
    ) {
        if !audiences.isEmpty {
            let finding =
                "aud is \(claims.audiences.joined(separator: ", ")); accepted: \(audiences.joined(separator: ", "))"
            run("audience of the place", finding: finding) { () throws(TokenValidationError) in
                guard claims.audiences.nameOne(of: audiences) else { throw .invalidAudience() }
            }
        }
        guard let authentication else { return }
        let paths = ["acr", "auth_time"].map { claims.all.text(at: ClaimPath(claim: $0)) }
        run("authentication", finding: paths.joined(separator: ", ")) { () throws(TokenValidationError) in
            guard authentication.isMet(by: claims.all, at: now) else {
                throw .insufficientAuthentication(authentication)
            }
        }
    }
}

extension AccessRequirement {
    /// Each of which is explained by itself.
    package var parts: [AccessRequirement] {
        if case .all(let parts) = self { parts } else { [self] }
    }

    fileprivate var name: String {
        switch self {
        case .scope(let name): "scope \(name)"
        case .permission(let name): "permission \(name)"
        case .role(let name): "role \(name)"
        case .claim(let path, _): "claim \(path)"
        case .all(let parts): parts.map(\.name).joined(separator: " and ")
        case .any(let parts): parts.map(\.name).joined(separator: " or ")
        }
    }

    /// What the token had.
    fileprivate func finding(_ claims: RegisteredClaims, _ policy: IssuerPolicy) -> String {
        switch self {
        case .scope: Self.had(claims.scopes, "scopes", in: policy.scopeClaims, "SCOPE_CLAIMS")
        case .permission: Self.had(claims.permissions, "permissions", in: [ClaimPath(claim: "permissions")], nil)
        case .role: Self.had(claims.roles, "roles", in: policy.roleClaims, "ROLE_CLAIMS")
        case .claim(let path, let values):
            "\(claims.all.text(at: path)); let through: \(values.joined(separator: ", "))"
        case .all(let parts), .any(let parts):
            parts.map { $0.finding(claims, policy) }.joined(separator: "; ")
        }
    }

    /// Where a scope or a role that is not found stands all the same.
    fileprivate func places(_ claims: RegisteredClaims, _ policy: IssuerPolicy) -> [String] {
        switch self {
        case .scope(let name): Self.hints(name, "scope", "SCOPE_CLAIMS or scope_claims", claims.all)
        case .role(let name): Self.hints(name, "role", "ROLE_CLAIMS or role_claims", claims.all)
        case .permission, .claim, .all, .any: []
        }
    }

    private static func hints(_ name: String, _ thing: String, _ settings: String, _ claims: JSONObject) -> [String] {
        claims.paths(to: name).map { path in
            "The \(thing) \(name) stands at \(path), which is not looked at. If only the issuer's administrators decide what stands"
                + " there, name it in \(settings)."
        }
    }

    private static func had(
        _ texts: [String],
        _ things: String,
        in paths: [ClaimPath],
        _ setting: String?
    ) -> String {
        let named = setting.map { " (\($0))" } ?? ""
        let places = "looked for in \(paths.map(\.description).joined(separator: ", "))\(named)"
        return texts.isEmpty
            ? "the token has no \(things); \(places)" : "the token has: \(texts.joined(separator: " ")); \(places)"
    }
}

extension JSONObject {
    /// Where a text stands, by itself, as a word or in an array; of objects, three deep.
    fileprivate func paths(to text: String, within path: ClaimPath? = nil, depth: Int = 3) -> [ClaimPath] {
        names.flatMap { name in
            let here = path?.appending(name) ?? ClaimPath(claim: name)
            switch self[name] {
            case .string(let value)?
            where value.split(separator: " ").contains(where: { String($0).isSameText(as: text) }):
                return [here]
            case .array(let values)? where values.contains(.string(text)): return [here]
            case .object(let object)? where depth > 1:
                return object.paths(to: text, within: here, depth: depth - 1)
            default: return []
            }
        }
    }

    fileprivate func text(at path: ClaimPath) -> String {
        guard let value = value(at: path) else { return "the token has no \(path)" }
        return "\(path) is \(String(decoding: value.encoded(), as: UTF8.self))"
    }
}
