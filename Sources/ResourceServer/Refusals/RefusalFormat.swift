public import HTTP

/// How refusals are put into words. Status, challenges, and what caches are told are not for it to decide.
public struct RefusalFormat: Sendable {
    /// The content of an answer.
    public struct Content: Sendable {
        /// The media type, such as `application/json`.
        public var type: String
        /// The bytes.
        public var body: [UInt8]

        /// A content of this type.
        public init(type: String, body: [UInt8]) {
            self.type = type
            self.body = body
        }
    }

    let content: @Sendable (Refusal, Request) -> Content

    /// A format of one's own. Whoever writes something of the request into the content escapes it.
    public init(_ content: @escaping @Sendable (_ refusal: Refusal, _ request: Request) -> Content) {
        self.content = content
    }

    /// `{"message": …, "error": …, "error_description": …, "error_code": …}`, as bearerd answers.
    public static let json = RefusalFormat { refusal, _ in
        // Every text is a literal of ours, free of what JSON would have to escape.
        var text = #"{"message":"\#(refusal.title)""#
        if let name = refusal.error.code.answer.error { text += #","error":"\#(name)""# }
        text += #","error_description":"\#(refusal.sentence)","error_code":"\#(refusal.code)"}"#
        return Content(type: "application/json", body: Array(text.utf8))
    }

    /// Problem details (RFC 9457), with the members `error` and `error_code` beside its own.
    public static let problem = RefusalFormat { refusal, _ in
        // The type is about:blank, which is left out, so the title is that of the status (RFC 9457 §4.2.1).
        var text = #"{"title":"\#(refusal.status.reasonPhrase)","status":\#(refusal.status.code)"#
        text += #","detail":"\#(refusal.sentence)""#
        if let name = refusal.error.code.answer.error { text += #","error":"\#(name)""# }
        text += #","error_code":"\#(refusal.code)"}"#
        return Content(type: "application/problem+json", body: Array(text.utf8))
    }
}
