/// What a server tells its owner besides answering requests.
public enum ServerEvent: Sendable {
    /// A peer broke the FastCGI protocol, and its connection was closed.
    case protocolViolation(reason: StaticString)
    /// A handler threw; the client was answered 500.
    case handlerFailed(any Error)
    /// Handlers that still ran when the grace was over were cut off.
    case cutOff(requests: Int)
}
