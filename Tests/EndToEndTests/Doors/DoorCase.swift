import Testing

/// The server of a configuration, and what `check-config --nginx` and nginx both make of it.
///
/// In its texts, `@PORT@` stands for the server's port, `@N@` for a number of its own and `@FOLDER@` for the deployment's folder.
struct DoorCase: Sendable, CustomTestStringConvertible {
    /// What both say.
    enum Outcome: Sendable {
        /// Nothing is wrong, and none of the requests gets through.
        case closed
        /// Nothing is wrong, and a request gets through: the operator says that it may.
        case meant
        /// A mistake is found, with these words, and a request gets through.
        case around(String)
        /// A mistake is found, with these words, by which a request gets through once bearerd cannot be asked.
        case aroundWithoutBearerd(String)
        /// A mistake is found, with these words, and no request gets through.
        case refused(String)
        /// A mistake is found, with these words, by which the client tells the application whose token it has.
        case forged(String)
    }

    let name: String
    /// What stands in the server block.
    let server: String
    /// What stands beside it.
    var http = ""
    /// Requests without a token that a guarded location would take.
    let requests: [DoorRequest]
    let outcome: Outcome
    /// A request for each door whose label does not say it.
    var doors: [String: DoorRequest] = [:]
    /// Doors that no request comes to.
    var unreachable: Set<String> = []

    var testDescription: String { name }

    init(
        _ name: String,
        _ outcome: Outcome,
        requests: [DoorRequest] = ["/x"],
        doors: [String: DoorRequest] = [:],
        unreachable: Set<String> = [],
        http: String = "",
        _ server: String
    ) {
        self.name = name
        self.server = server
        self.http = http
        self.requests = requests
        self.outcome = outcome
        self.doors = doors
        self.unreachable = unreachable
    }

    /// Its words in the mistakes, if there are any to be found.
    var mistake: String? {
        switch outcome {
        case .closed, .meant: nil
        case .around(let words), .aroundWithoutBearerd(let words), .refused(let words), .forged(let words): words
        }
    }
}

/// What is sent to a server: a target to be got, or a whole request.
struct DoorRequest: Sendable, ExpressibleByStringLiteral {
    let bytes: [UInt8]

    init(stringLiteral target: String) {
        self.init("GET", target)
    }

    init(_ method: String, _ target: String, host: String = "api.example.com", _ fields: String...) {
        let lines = ["\(method) \(target) HTTP/1.1", "Host: \(host)", "Connection: close"] + fields
        bytes = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Announces more content than nginx takes.
    static let tooLong = DoorRequest("POST", "/x", "Content-Length: 99999999")
    /// Names a host that no server has.
    static let forOtherHost = DoorRequest("GET", "/x", host: "other.example.com")
    /// Is malformed in HTTP/1.1.
    static let withoutHost = DoorRequest(bytes: Array("GET /x HTTP/1.1\r\nConnection: close\r\n\r\n".utf8))
    /// Has more header lines than fit into a record for bearerd.
    static let headersTooLong = DoorRequest("GET", "/x", "A: " + long, "B: " + long, "C: " + long)

    private static let long = String(repeating: "a", count: 30_000)

    /// Whether the application, which has no other word to say, is in the answer.
    func reachesApplication(port: UInt16) async throws -> String? {
        let bytes = bytes
        let answer = try await blocking {
            let socket = try LocalSocket(port: port)
            try socket.send(bytes)
            return try socket.receiveAll()
        }
        let text = String(decoding: answer, as: UTF8.self)
        return text.contains("APPLICATION") ? text : nil
    }
}
