import CHiredis
import Glibc

/// One connection to a Redis, or to a Sentinel, whose sole owner closes it.
///
/// hiredis connects and parses; bytes are sent and received here, so that a peer that has left raises no signal and what
/// arrives can be bounded.
@safe struct RedisConnection: ~Copyable {
    /// Bytes of one reply that has not arrived as a whole.
    private static let longestReply = 67_108_864

    private let context: UnsafeMutablePointer<redisContext>
    private var output: [UInt8] = []
    private var sentCount = 0
    private var partCount = 0
    private var input = [UInt8](repeating: 0, count: 65_536)

    /// Begins to connect; a name is looked up first, and for so long the thread waits.
    init(to address: ServerAddress) throws(StoreAbsence) {
        unsafe context = try Self.makeContextOwned(address)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    private static func makeContextOwned(
        _ address: ServerAddress
    ) throws(StoreAbsence) -> UnsafeMutablePointer<redisContext> {
        let made =
            switch address {
            case .host(let host, let port): unsafe redisConnectNonBlock(host, Int32(port))
            case .socket(let path): unsafe redisConnectUnixNonBlock(path)
            }
        guard let made = unsafe made else { throw .unreachable("there is no memory for a connection") }
        if unsafe made.pointee.err == 0 { return unsafe made }
        defer { unsafe redisFree(made) }
        throw unsafe .unreachable(reason(made))
    }

    deinit { unsafe redisFree(context) }

    /// What to watch.
    var descriptor: Int32 { unsafe context.pointee.fd }

    /// Whether not all of what was appended is sent.
    var hasOutput: Bool { sentCount < output.count }

    /// Why there is no connection, once it can be written to.
    func checkConnected() throws(StoreAbsence) {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
        guard code == 0 else { throw .unreachable(Self.reason(code)) }
    }

    mutating func append(_ command: RedisCommand) {
        output += command.bytes
    }

    /// Sends as much as the socket takes.
    mutating func flush() throws(StoreAbsence) {
        while hasOutput {
            let count = unsafe output.withUnsafeBytes { bytes in
                unsafe send(
                    descriptor,
                    bytes.baseAddress?.advanced(by: sentCount),
                    bytes.count - sentCount,
                    Int32(MSG_NOSIGNAL)
                )
            }
            if count < 0 {
                if errno == EINTR { continue }
                if errno == EAGAIN { return }
                throw .unreachable(Self.reason(errno))
            }
            sentCount += count
        }
        output.removeAll(keepingCapacity: output.capacity <= 65_536)
        sentCount = 0
    }

    /// Takes what has arrived: the replies that are whole.
    mutating func receive() throws(StoreAbsence) -> [RedisReply] {
        var replies: [RedisReply] = []
        var count = 0
        repeat {
            count = unsafe recv(descriptor, &input, input.count, 0)
            if count < 0 {
                if errno == EINTR || errno == EAGAIN { break }
                throw .unreachable(Self.reason(errno))
            }
            guard count > 0 else { throw .unreachable("it has closed the connection") }
            try feed(count)
            while let reply = try nextReply() {
                partCount = 0
                replies.append(reply)
            }
            // There may be more only where the buffer was filled.
        } while count == input.count
        return replies
    }

    private mutating func feed(_ count: Int) throws(StoreAbsence) {
        partCount += count
        guard partCount <= Self.longestReply else {
            throw .refused("a reply is longer than \(Self.longestReply) bytes")
        }
        let result = unsafe input.withUnsafeBytes { bytes in
            unsafe redisReaderFeed(
                context.pointee.reader,
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                count
            )
        }
        guard result == REDIS_OK else { throw .refused("its reply cannot be read") }
    }

    /// `nil` where none is whole.
    private func nextReply() throws(StoreAbsence) -> RedisReply? {
        var reply: UnsafeMutableRawPointer?
        guard unsafe redisReaderGetReply(context.pointee.reader, &reply) == REDIS_OK else {
            throw .refused("its reply is not of the protocol of Redis")
        }
        guard let reply = unsafe reply else { return nil }
        defer { unsafe freeReplyObject(reply) }
        return unsafe RedisReply(reply.assumingMemoryBound(to: redisReply.self).pointee)
    }

    private static func reason(_ context: UnsafeMutablePointer<redisContext>) -> String {
        unsafe withUnsafeBytes(of: context.pointee.errstr) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    private static func reason(_ code: Int32) -> String {
        unsafe String(cString: strerror(code))
    }
}

/// Where a connection leads to.
enum ServerAddress: Sendable, Hashable {
    /// A name or an address, without brackets.
    case host(String, port: UInt16)
    case socket(String)
}

extension ServerAddress: CustomStringConvertible {
    var description: String {
        switch self {
        case .host(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .socket(let path): "unix:\(path)"
        }
    }
}
