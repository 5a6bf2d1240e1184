import HTTP
import HTTPTypes
public import OAuth

/// Judges the proofs of HTTP requests.
public struct DPoPProtection: Sendable {
    /// What judges them.
    public let validator: DPoPValidator
    /// Where clients reach the server.
    public let address: PublicAddress

    /// Puts together what proofs are judged by.
    public init(validator: DPoPValidator = DPoPValidator(), address: PublicAddress = PublicAddress()) {
        self.validator = validator
        self.address = address
    }

    func prove(
        _ token: AccessToken,
        _ credentials: Credentials,
        of request: Request,
        at now: NumericDate
    ) async throws(TokenValidationError) -> (token: AccessToken, nextNonce: String?) {
        let parts = DPoPRequest(
            proofs: request.values(of: .dpop),
            method: request.method.rawValue,
            target: address.target(of: request)
        )
        return try await validator.validate(parts, presenting: token, writtenAs: credentials.token, at: now)
    }
}
