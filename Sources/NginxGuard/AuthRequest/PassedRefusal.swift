import OAuth
import ResourceServer
import Text

/// A refusal on its way through the web server, from the subrequest that judges to the request that answers the client.
///
/// nginx shows a client little of what a subrequest answers. So the reason goes into a header field of bearerd's own, which
/// nginx hands back in a FastCGI parameter, and the answer is made of it then: the request is judged once. Nothing that a
/// client sent stands in it. It is a code of ours, and what the location's policy or the server itself says.
struct PassedRefusal {
    /// Why the request was refused.
    var error: TokenValidationError
    /// The nonce that its answer is to carry; that of the reason itself stands there.
    var nextNonce: String?
    /// What the location has to say about DPoP, which shows in the challenges.
    var dpop: DPoPMode?
    /// The path of the protected resource that the location is, whose document the challenges name.
    var resource: String?
    /// What a client without a token may ask its issuer for.
    var scopes: [String] = []
    /// The scheme that the client used, in whose challenge the reason stands; none counts as ``Credentials/Scheme/bearer``.
    var scheme: Credentials.Scheme?

    init(
        _ error: TokenValidationError,
        _ nextNonce: String? = nil,
        dpop: DPoPMode?,
        scheme: Credentials.Scheme? = nil
    ) {
        self.error = error
        self.nextNonce = nextNonce
        self.dpop = dpop
        self.scheme = scheme
    }

    /// The refusal of a request to a location with this policy.
    init(_ refusal: Refusal, from policy: LocationPolicy, scheme: Credentials.Scheme?) {
        self.init(refusal.error, refusal.nextNonce, dpop: policy.dpop, scheme: scheme)
        resource = policy.resource
        if case .tokenMissing = refusal.error { scopes = refusal.requirement.scopes }
    }

    /// What is not active may never have been a token.
    private static let inactive = "inactive"

    /// The longest text, in bytes: there is room for all that a policy says, and for a nonce.
    private static let maxLength = 2 * ParameterList.maxLength

    /// Reads the text of a refusal; `nil` if it is none.
    init?(_ text: String) {
        guard let list = try? ParameterList(text, maxLength: Self.maxLength), let name = list.word("code"),
            let code = TokenValidationError.Code(rawValue: name)
        else { return nil }
        switch code {
        case .dpopNonceRequired: error = .dpopNonceRequired(nonce: list.word("nonce"))
        case .insufficientScope: error = .insufficientScope(list["scope"]?.words?.joined(separator: " ") ?? "")
        case .invalidClaims:
            error = list.word("kind").flatMap(OtherToken.init).map { .otherToken($0) } ?? .invalidClaims()
        case .tokenRevoked: error = list.word("kind") == Self.inactive ? .tokenInactive : .tokenRevoked()
        case .insufficientAuthentication:
            let contexts = list["acr"]?.words ?? []
            error = .insufficientAuthentication(.init(contexts: contexts, maxAge: list.seconds("max_age")))
        default: error = TokenValidationError(code, retryAfter: list.seconds("retry_after"))
        }
        if case .tokenMissing = error { scopes = list["scope"]?.words ?? [] }
        resource = list.word("resource")
        if error.nonce == nil { nextNonce = list.word("nonce") }
        dpop = list.word("dpop").flatMap(DPoPMode.init)
        scheme = list["proof"] == nil ? nil : .dpop
    }

    /// The text of the refusal.
    var text: String {
        var list = ParameterList()
        list.add("code", [error.code.rawValue])
        let named = error.scope.map { $0.utf8.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) } }
        let scopes = named ?? scopes
        if !scopes.isEmpty { list.add("scope", scopes) }
        if let resource { list.add("resource", [resource]) }
        if let retryAfter = error.retryAfter {
            list.add("retry_after", [String(retryAfter.secondsToWait)])
        }
        if case .insufficientAuthentication(let authentication) = error {
            if !authentication.contexts.isEmpty { list.add("acr", authentication.contexts) }
            if let maxAge = authentication.maxAge { list.add("max_age", [String(maxAge.components.seconds)]) }
        }
        if case .otherToken(let other) = error { list.add("kind", [other.rawValue]) }
        if case .tokenInactive = error { list.add("kind", [Self.inactive]) }
        if let nonce = error.nonce ?? nextNonce { list.add("nonce", [nonce]) }
        if let dpop { list.add("dpop", [dpop.rawValue]) }
        if scheme == .dpop { list.add("proof") }
        return list.text
    }
}

extension ParameterList {
    /// The value that is one word.
    func word(_ name: String) -> String? {
        guard let words = self[name]?.words, words.count == 1 else { return nil }
        return words.first
    }

    /// The value that is a number of seconds, of nine digits at most.
    func seconds(_ name: String) -> Duration? {
        guard let digits = word(name), digits.utf8.count <= 9 else { return nil }
        return Int64(digits: digits).map { .seconds($0) }
    }
}
