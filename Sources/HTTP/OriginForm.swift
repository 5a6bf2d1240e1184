/// Lets only requests through whose target is a path (``Request/isInOriginForm``): no other names a resource of an API.
public struct OriginForm: ImmediateMiddleware {
    /// The middleware.
    public init() {}

    /// 400 for any other.
    public func answer(to request: Request) -> Response? {
        request.isInOriginForm ? nil : .badRequest
    }
}
