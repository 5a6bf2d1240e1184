import JOSE

/// Claims of a user's own, decoded from the same view of the token that every other check has seen.
public protocol CustomClaims: Decodable, Sendable {
    /// Refuses claims that decode but are not acceptable; by default none are.
    ///
    /// - Throws: ``ClaimRefusal``, whose sentence the client is told.
    func validate() throws(ClaimRefusal)
}

extension CustomClaims {
    /// Refuses nothing.
    public func validate() throws(ClaimRefusal) {}
}

/// A token is refused by a check of the user's, with `invalid_claims`.
public struct ClaimRefusal: Error, Sendable {
    /// What the client is told: a literal, so nothing that a client sent can stand in it.
    public let sentence: StaticString

    /// A refusal with its sentence.
    public init(_ sentence: StaticString) {
        self.sentence = sentence
    }
}

extension AccessToken {
    /// Decodes and validates claims of a user's own.
    ///
    /// - Throws: ``TokenValidationError/invalidClaims(detail:)`` when they do not decode,
    ///   ``TokenValidationError/refusedClaims(_:)`` when they do not validate.
    public func decode<Claims: CustomClaims>(_ type: Claims.Type) throws(TokenValidationError) -> Claims {
        let claims: Claims
        do { claims = try self.claims.decode(type) } catch {
            throw .invalidClaims(detail: "the claims are not those of \(type)\(Self.place(of: error))")
        }
        do { try claims.validate() } catch { throw .refusedClaims(error) }
        return claims
    }

    /// Where decoding has ended, for the log: `, no claim tier`.
    private static func place(of error: any Error) -> String {
        func path(_ context: DecodingError.Context, _ last: [any CodingKey] = []) -> String {
            (context.codingPath + last).map(\.stringValue).joined(separator: ".")
        }
        return switch error as? DecodingError {
        case .keyNotFound(let key, let context)?: ", no claim \(path(context, [key]))"
        case .valueNotFound(_, let context)?: ", no claim \(path(context))"
        case .typeMismatch(let type, let context)?: ", the claim \(path(context)) is no \(type)"
        case .dataCorrupted(let context)?: ", the claim \(path(context)) has another form"
        default: ""
        }
    }
}
