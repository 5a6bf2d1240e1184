/// Sends requests byte by byte over a connection of their own.
struct HTTPClient: Sendable {
    let port: UInt16

    /// Sends `request` as it is, and reads until the server closes.
    func exchange(_ request: [UInt8]) async throws -> HTTPAnswer {
        let port = port
        let bytes = try await blocking {
            let socket = try LocalSocket(port: port)
            try socket.send(request)
            return try socket.receiveAll()
        }
        return try HTTPAnswer(bytes)
    }

    /// Sends one request; `fields` are whole header lines.
    func send(
        _ method: String = "GET",
        _ target: String,
        fields: [String] = [],
        body: [UInt8] = []
    ) async throws -> HTTPAnswer {
        var lines = ["\(method) \(target) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close"] + fields
        if !body.isEmpty { lines.append("Content-Length: \(body.count)") }
        return try await exchange(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
    }

    func get(_ target: String, token: String) async throws -> HTTPAnswer {
        try await send("GET", target, fields: ["Authorization: Bearer \(token)"])
    }
}
