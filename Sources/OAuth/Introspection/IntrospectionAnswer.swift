import JOSE
import Text

/// What an issuer says about a token (RFC 7662 §2.2).
struct IntrospectionAnswer: Sendable {
    /// What it says of the token; `nil` of one that is not active, whatever else stands there.
    let claims: JSONObject?
    /// `token_type`.
    let tokenType: String?
    /// When it was asked, by the time that the token is judged by.
    let askedAt: NumericDate
    /// How long its text was, in bytes.
    let byteCount: Int

    /// The answer to any token that is not active.
    static func inactive(at now: NumericDate) -> IntrospectionAnswer {
        IntrospectionAnswer(claims: nil, tokenType: nil, askedAt: now, byteCount: 0)
    }

    private init(claims: JSONObject?, tokenType: String?, askedAt: NumericDate, byteCount: Int) {
        self.claims = claims
        self.tokenType = tokenType
        self.askedAt = askedAt
        self.byteCount = byteCount
    }

    /// Reads an answer.
    ///
    /// - Parameters:
    ///   - body: Its text.
    ///   - issuer: Who answers: claims without `iss` are its.
    ///   - now: When it was asked.
    /// - Throws: ``IntrospectionFault/refused(reason:)`` for what is no answer.
    init(_ body: [UInt8], from issuer: String, askedAt now: NumericDate) throws(IntrospectionFault) {
        var object: JSONObject
        do { object = try JSONObject(parsing: body) } catch {
            throw .refused(reason: "it is not a JSON object: \(error)")
        }
        guard let isActive = object.single("active")?.boolValue else {
            throw .refused(reason: "its member active is missing, or is neither true nor false")
        }
        guard isActive else {
            self = .inactive(at: now)
            return
        }
        try Self.checkTypes(object)
        tokenType = object.single("token_type")?.stringValue
        for name in ["active", "token_type"] { object[name] = nil }
        if !object.states("iss") { object["iss"] = .string(issuer) }
        claims = object
        askedAt = now
        byteCount = body.count
    }

    /// What has another type than RFC 7662 §2.2 gives it is the issuer's fault, and not the token's.
    private static func checkTypes(_ object: JSONObject) throws(IntrospectionFault) {
        for name in ["exp", "nbf", "iat"] where object.states(name) {
            guard object.single(name).flatMap(NumericDate.init(claim:)) != nil else {
                throw .refused(reason: "its member \(name) is not a NumericDate")
            }
        }
        for name in ["iss", "sub", "client_id", "jti", "token_type"] where object.states(name) {
            guard object.single(name)?.stringValue != nil else {
                throw .refused(reason: "its member \(name) is not a string")
            }
        }
        guard !object.states("aud") || object.strings("aud") != nil else {
            throw .refused(reason: "its member aud is neither a string nor strings")
        }
    }

    /// Whether it is about this token, which says itself what it is.
    ///
    /// - Throws: ``IntrospectionFault/refused(reason:)`` where the two cannot be the same.
    func check(isAbout token: JSONObject) throws(IntrospectionFault) {
        guard let claims else { return }
        for name in ["iss", "jti"] where claims.states(name) && token.states(name) {
            guard claims.single(name)?.stringValue?.isSameText(as: token.single(name)?.stringValue ?? "") == true
            else { throw .refused(reason: "its member \(name) is that of another token") }
        }
    }
}
