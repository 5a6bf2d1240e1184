import HTTP
import HTTPTypes
import JOSE

/// An error response of the token endpoint: the form of RFC 6749 §5.2, with the codes and statuses of Auth0.
struct TokenRefusal: Error, Equatable {
    let status: Int
    let error: String
    let errorDescription: String

    static func invalidRequest(_ description: String) -> TokenRefusal {
        TokenRefusal(status: 400, error: "invalid_request", errorDescription: description)
    }

    /// RFC 9449 §5.
    static func invalidProof(_ description: StaticString) -> TokenRefusal {
        TokenRefusal(status: 400, error: "invalid_dpop_proof", errorDescription: description.description)
    }

    static let unsupportedGrantType = TokenRefusal(
        status: 400,
        error: "unsupported_grant_type",
        errorDescription: "Only client_credentials is supported."
    )
    static let unauthorized = TokenRefusal(status: 401, error: "access_denied", errorDescription: "Unauthorized")
    static let audienceMissing = TokenRefusal(
        status: 403,
        error: "access_denied",
        errorDescription: "The request must name an audience."
    )
    static let audienceUnknown = TokenRefusal(
        status: 403,
        error: "access_denied",
        errorDescription: "Service not found."
    )
    static let scopeNotGranted = TokenRefusal(
        status: 403,
        error: "access_denied",
        errorDescription: "Client has not been granted the scopes."
    )
    static let serverError = TokenRefusal(
        status: 500,
        error: "server_error",
        errorDescription: "The token could not be made."
    )

    var response: Response {
        let body: JSONObject = ["error": .string(error), "error_description": .string(errorDescription)]
        var response = Response(json: body.encoded(), status: HTTPResponse.Status(code: status))
        response.headerFields[.cacheControl] = "no-store"
        // RFC 6749 §5.2: a 401 answers the scheme that the client can use.
        if status == 401 { response.headerFields[.wwwAuthenticate] = #"Basic realm="token-issuer""# }
        return response
    }
}
