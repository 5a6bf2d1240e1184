public import HTTP

/// What a server tells its owner besides answering requests.
public enum ServerEvent: Sendable {
    /// A web server broke the FastCGI protocol or a bound, and its connection was closed.
    case protocolViolation(reason: String)
    /// A request came without `REQUEST_METHOD` or `REQUEST_URI`, and was answered 500: the web server does not pass them on.
    case missingParameter
    /// A request came with a parameter whose name holds a `=` or that holds a zero byte, and was answered 400: to what reads
    /// its environment it would have been another one.
    case ambiguousParameter
    /// A request was answered with a refusal of the server's own, and no handler has seen it. Its body is left out.
    case refused(Request, Response)
    /// A handler threw, and the client was answered 500.
    case handlerFailed(any Error)
    /// A connection could not be accepted for want of descriptors or memory; it waits in the backlog.
    case outOfDescriptors
    /// Requests keep as much memory as they may (``ServerConfiguration/maxKeptBytes``), and further ones are answered 503. It
    /// is told again when there was plenty of room meanwhile.
    case overloaded
    /// Handlers that still ran when the grace was over were cut off.
    case cutOff(requests: Int)
}
