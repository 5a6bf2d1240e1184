import HTTPTypes

extension Response {
    /// 400 with a JSON body.
    public static let badRequest = Response(refusal: "Bad request.", status: .badRequest)
    /// 403 with a JSON body.
    public static let forbidden = Response(refusal: "Forbidden.", status: .forbidden)
    /// 404 with a JSON body.
    public static let notFound = Response(refusal: "Not found.", status: .notFound)
    /// 405 with a JSON body; whoever sends it adds `Allow` (RFC 9110 §15.5.6).
    public static let methodNotAllowed = Response(refusal: "Method not allowed.", status: .methodNotAllowed)
    /// 413 with a JSON body.
    public static let contentTooLarge = Response(refusal: "Content too large.", status: .contentTooLarge)
    /// 500 with a JSON body that says nothing of the cause.
    public static let internalServerError = Response(refusal: "Internal server error.", status: .internalServerError)

    /// 503 with a JSON body, and `Retry-After` of a second (RFC 9110 §15.6.4).
    public static let serviceUnavailable: Response = {
        var response = Response(refusal: "Service unavailable.", status: .serviceUnavailable)
        response.headerFields[.retryAfter] = "1"
        return response
    }()

    /// `message` needs no escaping.
    init(refusal message: String, status: HTTPResponse.Status) {
        self.init(json: Array(#"{"message":"\#(message)"}"#.utf8), status: status)
        headerFields[.cacheControl] = "no-store"
    }
}
