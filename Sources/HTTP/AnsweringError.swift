public import HTTPTypes

/// An error that is an answer: what a handler throws where it has nothing better to say than a status.
///
/// ``Router`` answers with it; what else a handler throws is answered 500, and the client is told nothing of it.
public protocol AnsweringError: Error {
    /// The answer. What the client sent is better not in it.
    var response: Response { get }
}

/// An ``AnsweringError`` of a status and a sentence: `throw HTTPError(.notFound, "There is no such order.")`.
public struct HTTPError: AnsweringError, Hashable {
    /// The status.
    public let status: HTTPResponse.Status
    /// What the client is told: a literal, so nothing that a client sent can stand in it.
    public let message: String

    /// An error with its sentence.
    public init(_ status: HTTPResponse.Status, _ message: StaticString) {
        self.status = status
        self.message = message.description
    }

    /// The status, with `{"message":…}`, and kept out of caches.
    public var response: Response { Response(refusal: message, status: status) }
}
