import Foundation

/// A request over HTTP/2 in the plain (RFC 9113 §3.3), with header fields that no client library would send.
struct HTTP2Request {
    var target = "/x"
    /// Beside the pseudo-header fields; names in lower case.
    var fields: [(name: String, value: String)] = []

    /// The status of its answer.
    func status(from socket: LocalSocket) throws -> Int {
        try socket.send(bytes)
        var received: [UInt8] = []
        while true {
            while received.count >= 9 {
                let end = 9 + (Int(received[0]) << 16 | Int(received[1]) << 8 | Int(received[2]))
                guard received.count >= end else { break }
                if received[3] == FrameType.headers.rawValue { return Self.status(in: received[9..<end]) }
                received.removeFirst(end)
            }
            let more = try socket.receive()
            guard !more.isEmpty else { throw Closed() }
            received += more
        }
    }

    struct Closed: Error {}

    private enum FrameType: UInt8 {
        case headers = 1
        case settings = 4
        case continuation = 9
    }

    /// The preface, empty settings, and the header fields in frames of 16 kB.
    private var bytes: [UInt8] {
        let pseudo = [(":method", "GET"), (":scheme", "http"), (":authority", "api.example.com"), (":path", target)]
        // Literal fields without indexing and without Huffman's code (RFC 7541 §6.2.2).
        var block: ArraySlice<UInt8> = []
        for (name, value) in pseudo + fields { block += [0] + Self.string(name) + Self.string(value) }
        var frames = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + Self.frame(.settings, flags: 0, stream: 0, [])
        var type = FrameType.headers
        repeat {
            let piece = block.prefix(16_384)
            block = block.dropFirst(piece.count)
            let endsStream: UInt8 = type == .headers ? 1 : 0
            frames += Self.frame(type, flags: endsStream | (block.isEmpty ? 4 : 0), stream: 1, piece)
            type = .continuation
        } while !block.isEmpty
        return frames
    }

    private static func frame(_ type: FrameType, flags: UInt8, stream: UInt8, _ payload: ArraySlice<UInt8>) -> [UInt8] {
        let count = payload.count
        return [UInt8(count >> 16), UInt8(count >> 8 & 255), UInt8(count & 255), type.rawValue, flags, 0, 0, 0, stream]
            + payload
    }

    /// RFC 7541 §5.1 and §5.2.
    private static func string(_ text: String) -> [UInt8] {
        var count = text.utf8.count
        guard count >= 127 else { return [UInt8(count)] + text.utf8 }
        var length: [UInt8] = [127]
        count -= 127
        while count >= 128 {
            length.append(UInt8(count & 127) | 128)
            count >>= 7
        }
        return length + [UInt8(count)] + text.utf8
    }

    /// `:status` stands first: in the static table (RFC 7541 appendix A), or in three digits behind its name.
    private static func status(in block: ArraySlice<UInt8>) -> Int {
        let indexed = [0x88: 200, 0x89: 204, 0x8A: 206, 0x8B: 304, 0x8C: 400, 0x8D: 404, 0x8E: 500]
        guard let first = block.first else { return 0 }
        return indexed[Int(first)] ?? Int(String(decoding: block.dropFirst(2).prefix(3), as: UTF8.self)) ?? 0
    }
}
