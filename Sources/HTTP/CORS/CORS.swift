import HTTPTypes

/// Lets web pages of other origins read answers, refusals included, and answers their preflights without a token.
public struct CORS: ImmediateMiddleware {
    private let policy: CORSPolicy

    /// A middleware for a policy. It belongs before whatever refuses requests.
    public init(_ policy: CORSPolicy) {
        self.policy = policy
    }

    /// The answer to a preflight.
    public func answer(to request: Request) -> Response? {
        guard Self.isPreflight(request) else { return nil }
        var response = Response(status: .noContent)
        add(policy.fields(for: request.values(of: .origin), isPreflight: true), to: &response)
        return response
    }

    /// A browser asks before it sends a request: it is answered, with or without leave, by nobody else (Fetch §4.8).
    package static func isPreflight(_ request: Request) -> Bool {
        request.method == .options && !request.values(of: .origin).isEmpty
            && !request.values(of: .accessControlRequestMethod).isEmpty
    }

    /// Adds what tells a browser who may read the response.
    public func complete(_ response: inout Response, to request: Request) {
        add(policy.fields(for: request.values(of: .origin), isPreflight: false), to: &response)
    }

    private func add(_ fields: HTTPFields, to response: inout Response) {
        for field in fields {
            if field.name == .vary {
                response.headerFields.append(field)
            } else {
                response.headerFields[field.name] = field.value
            }
        }
    }
}
