public import Fetching
public import OAuth

extension PostEndpoint {
    /// Asks an introspection endpoint what a `TokenIntrospection` wants to know (RFC 7662 §2.1).
    ///
    /// - Returns: The body of its answer.
    /// - Throws: `IntrospectionFault`, by what went wrong.
    public func introspect(_ question: IntrospectionQuestion) async throws(IntrospectionFault) -> [UInt8] {
        do throws(HTTPClientError) {
            return try await post(
                [("token", question.token), ("token_type_hint", "access_token")],
                isPreferred: question.isKnown,
                traceparent: question.traceparent
            )
        } catch {
            throw IntrospectionFault(error)
        }
    }
}

extension IntrospectionFault {
    /// By whose fault it is: our own, the endpoint's, or that of what it was asked about.
    init(_ error: HTTPClientError) {
        self =
            switch error {
            case .busy: .busy
            case .unexpectedStatus(401), .unexpectedStatus(403): .credentialsRefused(reason: "\(error)")
            // RFC 6585 §4: it answers, and wants to be asked less.
            case .unexpectedStatus(429): .unavailable(reason: "\(error)")
            case .unexpectedStatus(let status) where status < 500: .refused(reason: "\(error)")
            case .redirected, .bodyTooLarge, .headersTooLarge: .refused(reason: "\(error)")
            default: .unavailable(reason: "\(error)")
            }
    }
}
