import HTTPTypes

/// Lets web pages of other origins read answers, refusals included, and answers their preflights without a token.
public struct CORS: Middleware {
    private let policy: CORSPolicy

    /// A middleware for a policy. It belongs before whatever refuses requests.
    public init(_ policy: CORSPolicy) {
        self.policy = policy
    }

    /// The answer to a preflight, or the response of `next` with what tells the browser who may read it.
    public func respond(to request: Request, next: any Handler) async throws -> Response {
        let isPreflight = Self.isPreflight(request)
        var response = isPreflight ? Response(status: .noContent) : try await next.respond(to: request)
        add(policy.fields(for: request.values(of: .origin), isPreflight: isPreflight), to: &response)
        return response
    }

    /// A browser asks before it sends a request: it is answered, with or without leave, by nobody else (Fetch §4.8).
    package static func isPreflight(_ request: Request) -> Bool {
        request.method == .options && !request.values(of: .origin).isEmpty
            && !request.values(of: .accessControlRequestMethod).isEmpty
    }

    /// The fields by which a page of another origin may read the answer to a request.
    package func add(to response: inout Response, for request: Request) {
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
