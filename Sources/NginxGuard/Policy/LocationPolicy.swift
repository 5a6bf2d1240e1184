public import OAuth
import ResourceServer
import Text

/// What a request to a guarded location needs, beyond what the settings ask of every token.
///
/// In writing it is a list of parts, separated by semicolons:
///
/// | part | meaning |
/// |---|---|
/// | `required` | a good token is needed (as it is anyway, unless `optional` is there) |
/// | `optional` | a request without credentials may pass; a token that is there must meet everything |
/// | `all=a b` | the token has all of these scopes |
/// | `any=a b` | the token has at least one of these scopes |
/// | `read=…`, `read-any=…` | the same for only `GET`, `HEAD` and `OPTIONS`; a part for writing must be there, too |
/// | `write=…`, `write-any=…` | the same for every other method; a part for reading must be there, too |
/// | `role=x y` | the token has at least one of these roles |
/// | `claim:PATH=x y` | the claim at this path has at least one of these values |
/// | `resource=/mcp` | the location is a protected resource of its own (RFC 9728): the token is for its address (RFC 8707) |
/// | `aud=x y` | the token is for at least one of these audiences, besides one of the settings; with `resource` instead of its address |
/// | `dpop=allowed`, `dpop=required`, `dpop=observe`, `dpop=disabled` | instead of what the settings say about DPoP (RFC 9449) |
/// | `mtls=allowed`, `mtls=required`, `mtls=disabled` | instead of what the settings say about tokens that are bound to a client certificate (RFC 8705) |
/// | `acr=x y` | the user authenticated in one of these ways (RFC 9470) |
/// | `max_age=300` | the user authenticated no longer ago, in seconds (RFC 9470) |
/// | `observe` | a request that does not meet all of this is let through all the same, without identity, and counted |
///
/// Words are separated by single spaces. In them `; % = & ,`, a space and what is not visible ASCII are percent-encoded.
/// Anything else is no policy.
public struct LocationPolicy: Sendable, Hashable {
    /// What a token needs for a request that only reads.
    public private(set) var reading = AccessRequirement.none
    /// What a token needs for any other request.
    public private(set) var writing = AccessRequirement.none
    /// The path of the protected resource that the location is; `nil` for one that is a part of the server.
    public private(set) var resource: String?
    /// Audiences of which a token must have one; none are asked for if there are none. With ``resource`` they are accepted
    /// instead of its address, otherwise besides one of the settings.
    public private(set) var audiences: [String] = []
    /// Whether tokens come with a DPoP proof; `nil` for what the settings say.
    public private(set) var dpop: DPoPMode?
    /// Whether tokens are bound to a client certificate; `nil` for what the settings say.
    public private(set) var mtls: CertificateBoundTokens?
    /// What the user's authentication must be like.
    public private(set) var authentication: AuthenticationRequirement?
    /// A request without credentials may pass.
    public private(set) var isOptional = false
    /// A request that is to be refused is let through, as one about which nothing is known.
    public private(set) var isObserved = false

    /// Reads a policy.
    ///
    /// - Throws: ``LocationPolicyError`` for anything that is not clearly one.
    public init(_ text: String) throws(LocationPolicyError) {
        let list: ParameterList
        do { list = try ParameterList(text) } catch { throw LocationPolicyError("\(error)") }
        if let part = list.parameters.first(where: { $0.argument != nil && $0.name != "claim" }) {
            throw LocationPolicyError("there is no part \(part.name) with a colon")
        }
        var names = Set(list.parameters.map(\.name))
        func words(_ name: String) throws(LocationPolicyError) -> [String]? {
            guard names.remove(name) != nil else { return nil }
            guard let words = list[name]?.words else { throw LocationPolicyError("\(name) needs a value") }
            return words
        }
        func flag(_ name: String) throws(LocationPolicyError) -> Bool {
            guard names.remove(name) != nil else { return false }
            guard list[name]?.words == nil else { throw LocationPolicyError("\(name) has no value") }
            return true
        }

        isObserved = try flag("observe")
        isOptional = try flag("optional")
        guard try !(flag("required") && isOptional) else {
            throw LocationPolicyError("required and optional contradict each other")
        }
        let always = [try Self.all(words("all")), try Self.any(words("any"))].compactMap(\.self)
        let read = [try Self.all(words("read")), try Self.any(words("read-any"))].compactMap(\.self)
        let write = [try Self.all(words("write")), try Self.any(words("write-any"))].compactMap(\.self)
        let other = [try Self.roles(words("role"))].compactMap(\.self) + (try Self.claims(in: list))
        names.remove("claim")
        guard read.isEmpty == write.isEmpty else {
            throw LocationPolicyError("a part for reading needs one for writing beside it, and the other way round")
        }
        reading = .all(always + read + other)
        writing = .all(always + write + other)
        if try words("resource") != nil {
            resource = list.word("resource").flatMap { ResourcePath($0)?.text }
            guard resource != nil else {
                throw LocationPolicyError("resource is one path, of letters, digits and -._~ between slashes")
            }
        }
        audiences = try words("aud") ?? []
        if try words("dpop") != nil {
            dpop = list.word("dpop").flatMap(DPoPMode.init)
            guard dpop != nil else { throw LocationPolicyError("dpop is allowed, required, observe or disabled") }
        }
        if try words("mtls") != nil {
            mtls = list.word("mtls").flatMap(CertificateBoundTokens.init)
            guard mtls != nil else { throw LocationPolicyError("mtls is allowed, required or disabled") }
        }
        authentication = try Self.authentication(contexts: words("acr"), maxAge: words("max_age"), in: list)
        if let unknown = names.min() { throw LocationPolicyError("there is no part \(unknown)") }
    }

    private static func all(_ words: [String]?) throws(LocationPolicyError) -> AccessRequirement? {
        try scopes(words).map(AccessRequirement.all)
    }

    private static func any(_ words: [String]?) throws(LocationPolicyError) -> AccessRequirement? {
        try scopes(words).map(AccessRequirement.any)
    }

    private static func roles(_ words: [String]?) -> AccessRequirement? {
        words.map { .any($0.map(AccessRequirement.role)) }
    }

    private static func claims(in list: ParameterList) throws(LocationPolicyError) -> [AccessRequirement] {
        var claims: [AccessRequirement] = []
        for part in list.parameters where part.name == "claim" {
            guard let path = part.argument.flatMap({ ClaimPath($0) }) else {
                throw LocationPolicyError("claim needs a path, as in claim:org.plan=gold, with \\. for a dot in a name")
            }
            guard let values = part.words else { throw LocationPolicyError("claim:\(path) needs a value") }
            claims.append(.claim(path, oneOf: values))
        }
        return claims
    }

    /// What a challenge can carry, and a scope as well.
    private static func isWritable(_ word: String) -> Bool {
        word.utf8.allSatisfy(\.isScopeCharacter)
    }

    private static func scopes(_ words: [String]?) throws(LocationPolicyError) -> [AccessRequirement]? {
        guard let words else { return nil }
        guard words.allSatisfy(isWritable) else {
            throw LocationPolicyError("a scope has a character that no scope has")
        }
        return words.map(AccessRequirement.scope)
    }

    private static func authentication(
        contexts: [String]?,
        maxAge: [String]?,
        in list: ParameterList
    ) throws(LocationPolicyError) -> AuthenticationRequirement? {
        guard contexts != nil || maxAge != nil else { return nil }
        guard contexts?.allSatisfy(isWritable) != false else {
            throw LocationPolicyError("acr has a character that a challenge cannot carry")
        }
        var requirement = AuthenticationRequirement(contexts: contexts ?? [])
        if maxAge != nil {
            requirement.maxAge = list.seconds("max_age")
            guard requirement.maxAge != nil else { throw LocationPolicyError("max_age is a number of seconds") }
        }
        return requirement
    }
}

/// Why a text is no policy.
public struct LocationPolicyError: Error, Sendable, CustomStringConvertible {
    /// What is wrong, in words of ours.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
